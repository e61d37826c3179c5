"""Booking as a Django app."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Wires the context's tables and handlers."""

    name = "contexts.booking"
    label = "booking"

    def ready(self) -> None:
        """Subscribe the handlers."""
        from . import handlers  # noqa: F401, PLC0415
