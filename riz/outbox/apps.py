"""The outbox as a Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Tables, relay, commands and staff screens of the outbox."""

    name = "riz.outbox"
    label = "outbox"
    verbose_name = "Events"
