"""Giving a fact about cost back to the files."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..domain import policies


@use_case
def give_tariff_back(*, row: models.CostFact, actor: Actor, at: dt.datetime) -> None:
    """Let the files state a fact again when they are loaded the next time.

    Raises:
        Forbidden: the actor may not manage transport.
    """
    del at
    require(actor, policies.MANAGE_TARIFFS)
    row.edited_at = None
    row.save(update_fields=["edited_at"])
