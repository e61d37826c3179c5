"""Inventory as a Django app."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Wires what isn't found by itself."""

    name = "contexts.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Register the checks."""
        from . import checks  # noqa: F401, PLC0415
