"""The import from the present database as a Django app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Holds the table of what came over, and the command."""

    name = "riz.importing"
    label = "importing"
