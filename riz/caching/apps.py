"""Cached rows as a Django app."""

from django.apps import AppConfig


class CachingConfig(AppConfig):
    """Holds the table of generations."""

    name = "riz.caching"
    label = "caching"
