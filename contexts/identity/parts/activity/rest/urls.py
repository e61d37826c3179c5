"""Addresses of activity."""

from __future__ import annotations

from django.urls import path

from .activity import ActivityView

urlpatterns = [path("auth/activity", ActivityView.as_view(), name="auth-activity")]
