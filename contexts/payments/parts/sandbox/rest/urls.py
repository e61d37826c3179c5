"""Addresses of the sandbox's pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("sandbox/challenges/<str:token>", views.challenge, name="sandbox-challenge"),
]
