"""Notifications as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Wires the context."""

    name = "contexts.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Know the part of an export that is ours."""
        from . import queries  # noqa: F401, PLC0415
