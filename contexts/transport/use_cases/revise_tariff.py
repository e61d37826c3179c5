"""Stating a fact about cost anew, as staff do."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from riz.caching import generations

from .. import models
from ..queries.tariffs import GENERATION


@transaction.atomic
def revise_tariff(*, row: models.CostFact, at: dt.datetime) -> None:
    """Save a tariff, emission factor, comfort weight or rate that staff stated; files leave it alone from then on.

    Raises:
        ValidationError: some values are not acceptable.
    """
    row.full_clean()
    row.edited_at = at
    row.save()
    generations.leave_behind(GENERATION)


@transaction.atomic
def give_tariff_back(*, row: models.CostFact) -> None:
    """Let the files state a fact again when they are loaded the next time."""
    row.edited_at = None
    row.save(update_fields=["edited_at"])
