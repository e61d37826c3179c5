"""Addresses of amenities."""

from django.urls import path

from . import views

urlpatterns = [path("amenities", views.AmenityListView.as_view())]
