"""Operations as a Django app."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps


class OperationsConfig(AppConfig):
    """Health, metrics, request scope and the root page."""

    name = "riz.operations"
    label = "operations"

    def ready(self) -> None:
        """Listen to Celery's signals; say how a person is forgotten here."""
        from riz.operations import (  # noqa: F401, PLC0415 - they need the settings and the models
            celery_signals,
            forgetting,
        )
