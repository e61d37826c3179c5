"""The REST kernel as a Django app."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    """Holds the table of idempotency keys."""

    name = "riz.rest"
    label = "rest"
