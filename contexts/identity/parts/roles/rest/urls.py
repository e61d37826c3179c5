"""Addresses of roles."""

from __future__ import annotations

from django.urls import path

from .roles import OwnPermissionsView, RolesView, RoleView

urlpatterns = [
    path("auth/permissions", OwnPermissionsView.as_view(), name="auth-permissions"),
    path("roles", RolesView.as_view(), name="roles"),
    path("roles/<slug:code>", RoleView.as_view(), name="role"),
]
