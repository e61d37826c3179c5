"""Every kind of work that the installed contexts have."""

from __future__ import annotations

from django.apps import apps

from riz.work.models import LeasedWork


def kinds() -> list[type[LeasedWork]]:
    """Return the models whose rows are leased work."""
    return [model for model in apps.get_models() if issubclass(model, LeasedWork)]
