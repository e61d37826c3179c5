"""Identity's paths under /api/v1."""

from __future__ import annotations

from django.urls import path

from ..parts.accounts.rest.urls import urlpatterns as accounts
from ..parts.activity.rest.urls import urlpatterns as activity
from ..parts.federation.rest.urls import urlpatterns as federation
from ..parts.organisations.rest.urls import urlpatterns as organisations
from ..parts.partners.rest.urls import urlpatterns as partners
from ..parts.profiles.rest.urls import urlpatterns as profiles
from ..parts.roles.rest.urls import urlpatterns as roles
from ..parts.sessions.rest.urls import urlpatterns as sessions
from . import views

urlpatterns = [
    *activity,
    *roles,
    *sessions,
    *accounts,
    *organisations,
    *profiles,
    *partners,
    *federation,
    path("auth/register", views.RegisterView.as_view(), name="auth-register"),
    path("auth/login", views.LoginView.as_view(), name="auth-login"),
    path("auth/refresh", views.RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout", views.LogoutView.as_view(), name="auth-logout"),
    path("auth/me", views.MeView.as_view(), name="auth-me"),
]
