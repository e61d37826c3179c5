"""Addresses of experiences."""

from django.urls import path

from . import views

urlpatterns = [
    path("experiences", views.ExperienceListView.as_view()),
    path("experiences/<slug:key>", views.ExperienceView.as_view()),
]
