"""Operations as a Django app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Health, metrics, request scope and the root page."""

    name = "riz.operations"
    label = "operations"

    def ready(self) -> None:
        """Listen to Celery's signals."""
        from riz.operations import celery_signals  # noqa: F401, PLC0415 - needs the settings
