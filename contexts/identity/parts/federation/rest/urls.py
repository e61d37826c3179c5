"""Addresses of federation under /api/v1."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("auth/applications", views.ApplicationsView.as_view(), name="auth-applications"),
    path(
        "auth/applications/<uuid:application_id>",
        views.ApplicationView.as_view(),
        name="auth-application",
    ),
    path("auth/oidc/providers", views.ProvidersView.as_view(), name="auth-oidc-providers"),
    path("auth/oidc/links", views.LinksView.as_view(), name="auth-oidc-links"),
    path("auth/oidc/links/<uuid:login_id>", views.LinkView.as_view(), name="auth-oidc-link"),
]
