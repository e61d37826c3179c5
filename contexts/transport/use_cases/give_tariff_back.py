"""Giving a fact about cost back to the files."""

from __future__ import annotations

from django.db import transaction

from riz.actor import Actor
from riz.policies import require

from .. import models
from ..domain import policies


@transaction.atomic
def give_tariff_back(*, row: models.CostFact, actor: Actor) -> None:
    """Let the files state a fact again when they are loaded the next time.

    Raises:
        Forbidden: the actor may not manage transport.
    """
    require(actor, policies.MANAGE_TARIFFS)
    row.edited_at = None
    row.save(update_fields=["edited_at"])
