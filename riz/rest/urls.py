"""Addresses of the description, under /api/v1."""

from django.urls import path

from riz.rest import docs

urlpatterns = [
    path("schema", docs.Description.as_view(), name="api-schema"),
    path("docs", docs.Pages.as_view(), name="api-docs"),
]
