"""Addresses of pages that payers see in a browser, under the root."""

from __future__ import annotations

from ..parts.sandbox.rest.urls import urlpatterns

__all__ = ["urlpatterns"]
