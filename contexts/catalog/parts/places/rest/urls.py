"""Addresses of places."""

from django.urls import path

from . import views

urlpatterns = [
    path("places", views.PlacesView.as_view()),
    path("places/<uuid:place_id>", views.PlaceView.as_view()),
]
