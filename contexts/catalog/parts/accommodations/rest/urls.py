"""Addresses of accommodations."""

from django.urls import path

from . import views

urlpatterns = [
    path("accommodations", views.AccommodationListView.as_view()),
    path("accommodations/<slug:key>", views.AccommodationView.as_view()),
]
