"""Addresses of destinations."""

from django.urls import path

from . import views

urlpatterns = [
    path("destinations", views.DestinationListView.as_view()),
    path("destinations/<slug:key>", views.DestinationView.as_view()),
]
