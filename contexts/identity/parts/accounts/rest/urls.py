"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from .own_account import MeView
from .registration import RegisterView

urlpatterns = [
    path("auth/register", RegisterView.as_view(), name="auth-register"),
    path("auth/me", MeView.as_view(), name="auth-me"),
]
