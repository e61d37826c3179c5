"""Payments as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PaymentsConfig(AppConfig):
    """Wires the context's tables and handlers."""

    name = "contexts.payments"
    label = "payments"

    def ready(self) -> None:
        """Subscribe the handlers, and have the tables hold the taxes of the law."""
        from . import handlers  # noqa: F401, PLC0415

        post_migrate.connect(_load_taxes, sender=self)


def _load_taxes(apps: Any, **_: Any) -> None:
    if "taxrule" not in apps.all_models["payments"]:  # a migration backwards
        return
    from .use_cases.load_taxes import load_taxes  # noqa: PLC0415

    load_taxes()
