"""Payments as a Django app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Wires the context's tables and handlers."""

    name = "contexts.payments"
    label = "payments"

    def ready(self) -> None:
        """Subscribe the handlers."""
        from . import handlers  # noqa: F401, PLC0415
