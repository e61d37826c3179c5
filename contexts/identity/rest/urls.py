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
from . import oidc
from .impersonations import CurrentImpersonationView, ImpersonationsView
from .passkeys import PasskeySignInView
from .personal_data import (
    CancelErasureByLinkView,
    ErasureView,
    ExportContentView,
    ExportsView,
    ExportView,
    OwnAccountView,
)
from .recovery import RemoveAccessView, ResetView, UndoChangeView
from .second_factor import SecondFactorPasskeyView, VerifyView
from .sessions import LogoutView, RefreshView, SessionsView
from .sign_in import LoginView

urlpatterns = [
    *activity,
    *roles,
    *sessions,
    *accounts,
    *organisations,
    *profiles,
    *partners,
    *federation,
    path("auth/me", OwnAccountView.as_view(), name="auth-me"),
    path("auth/me/erasure", ErasureView.as_view(), name="auth-me-erasure"),
    path("auth/erasure/cancel", CancelErasureByLinkView.as_view(), name="auth-erasure-cancel"),
    path("auth/exports", ExportsView.as_view(), name="auth-exports"),
    path("auth/exports/<uuid:export_id>", ExportView.as_view(), name="auth-export"),
    path(
        "auth/exports/<uuid:export_id>/content",
        ExportContentView.as_view(),
        name="auth-export-content",
    ),
    path("auth/email/change/undo", UndoChangeView.as_view(), name="auth-email-change-undo"),
    path("auth/access/remove", RemoveAccessView.as_view(), name="auth-access-remove"),
    path("auth/password/reset", ResetView.as_view(), name="auth-password-reset"),
    path("auth/login", LoginView.as_view(), name="auth-login"),
    path("auth/2fa/verify", VerifyView.as_view(), name="auth-2fa-verify"),
    path("auth/2fa/passkey", SecondFactorPasskeyView.as_view(), name="auth-2fa-passkey"),
    path("auth/passkeys/sign-in", PasskeySignInView.as_view(), name="auth-passkeys-sign-in"),
    path(
        "auth/oidc/links/<slug:provider>/start",
        oidc.OidcLinkStartView.as_view(),
        name="auth-oidc-link-start",
    ),
    path(
        "auth/oidc/links/<slug:provider>/callback",
        oidc.OidcLinkCallbackView.as_view(),
        name="auth-oidc-link-callback",
    ),
    path("auth/oidc/<slug:provider>/start", oidc.OidcStartView.as_view(), name="auth-oidc-start"),
    path(
        "auth/oidc/<slug:provider>/callback",
        oidc.OidcCallbackView.as_view(),
        name="auth-oidc-callback",
    ),
    path("auth/impersonations", ImpersonationsView.as_view(), name="auth-impersonations"),
    path(
        "auth/impersonations/current",
        CurrentImpersonationView.as_view(),
        name="auth-impersonations-current",
    ),
    path("auth/sessions", SessionsView.as_view(), name="auth-sessions"),
    path("auth/refresh", RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout", LogoutView.as_view(), name="auth-logout"),
]
