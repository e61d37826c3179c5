"""Addresses under the root that others look for by their name."""

from __future__ import annotations

from django.urls import path

from ..parts.sessions.rest.keys import KeysView

urlpatterns = [path(".well-known/jwks.json", KeysView.as_view(), name="well-known-jwks")]
