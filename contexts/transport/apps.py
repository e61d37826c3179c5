"""Transport as a Django app."""

from django.apps import AppConfig


class TransportConfig(AppConfig):
    """Wires the context's tables."""

    name = "contexts.transport"
    label = "transport"
