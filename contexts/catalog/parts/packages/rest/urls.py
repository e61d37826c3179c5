"""Addresses of packages."""

from django.urls import path

from . import views

urlpatterns = [
    path("packages", views.PackageListView.as_view()),
    path("packages/<slug:key>", views.PackageView.as_view()),
]
