"""Leased work as a Django app: a task, a staff screen, and no tables."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The sweep of all leased work."""

    name = "riz.work"
    label = "work"
