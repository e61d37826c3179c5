"""Catalog as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Wires the context's tables."""

    name = "contexts.catalog"
    label = "catalog"
