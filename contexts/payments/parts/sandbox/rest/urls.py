"""Addresses of the sandbox's pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("sandbox/challenges/<slug:token>", views.challenge, name="sandbox-challenge"),
]
