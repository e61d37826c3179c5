"""The REST kernel as a Django app."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    """Holds the table of idempotency keys."""

    name = "riz.rest"
    label = "rest"

    def ready(self) -> None:
        """Say how a person is forgotten here."""
        from riz.rest import forgetting  # noqa: F401, PLC0415 - needs the models
