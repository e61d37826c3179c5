"""Addresses of partners."""

from __future__ import annotations

from django.urls import path

from . import views

_PARTNER = "partners/<uuid:partner_id>"
_CREDENTIALS = f"{_PARTNER}/credentials"
_CREDENTIAL = f"{_CREDENTIALS}/<uuid:credential_id>"

urlpatterns = [
    path("partners", views.PartnersView.as_view(), name="partners"),
    path(_PARTNER, views.PartnerView.as_view(), name="partner"),
    path(f"{_PARTNER}/suspend", views.SuspendView.as_view(), name="partner-suspend"),
    path(f"{_PARTNER}/resume", views.ResumeView.as_view(), name="partner-resume"),
    path(_CREDENTIALS, views.CredentialsView.as_view(), name="partner-credentials"),
    path(_CREDENTIAL, views.CredentialView.as_view(), name="partner-credential"),
    path(f"{_CREDENTIAL}/rotate", views.RotationView.as_view(), name="partner-rotation"),
    path(f"{_PARTNER}/access-logs", views.AccessLogView.as_view(), name="partner-access-logs"),
]
