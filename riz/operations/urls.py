"""Addresses of operations, at the root."""

from django.urls import path

from riz.operations import views

urlpatterns = [
    path("", views.root, name="root"),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("metrics", views.exposition, name="metrics"),
]
