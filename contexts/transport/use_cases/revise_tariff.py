"""Stating a fact about cost anew, as staff do."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.caching import generations
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..domain import policies
from ..queries.tariffs import GENERATION


@use_case
def revise_tariff(*, row: models.CostFact, actor: Actor, at: dt.datetime) -> None:
    """Save a tariff, emission factor, comfort weight or rate that staff stated; files leave it alone from then on.

    Raises:
        Forbidden: the actor may not manage transport.
        ValidationError: some values are not acceptable.
    """
    require(actor, policies.MANAGE_TARIFFS)
    row.full_clean()
    row.edited_at = at
    row.save()
    generations.leave_behind(GENERATION)
