"""Addresses of profiles."""

from __future__ import annotations

from typing import Any

from django.urls import path

from . import views

urlpatterns: list[Any] = [
    path("users/<str:user_id>/profile", views.ProfileView.as_view(), name="user-profile"),
    path(
        "users/<str:user_id>/preferences", views.PreferencesView.as_view(), name="user-preferences"
    ),
]
