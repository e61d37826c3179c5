"""Inventory as a Django app."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Wires the context's tables and handlers."""

    name = "contexts.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Subscribe the handlers, and register the checks."""
        from . import checks, handlers  # noqa: F401, PLC0415
