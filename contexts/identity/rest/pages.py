"""Addresses of pages that people see in a browser, under the root."""

from __future__ import annotations

from django.urls import path

from .link_pages import link_page

urlpatterns = [path("links/<slug:kind>", link_page, name="mail-link")]
