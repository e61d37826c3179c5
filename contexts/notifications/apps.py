"""Notifications as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Wires the context's tables and handlers."""

    name = "contexts.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Subscribe the handlers, and know the part of an export that is ours."""
        from . import handlers, queries  # noqa: F401, PLC0415
