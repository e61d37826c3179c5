"""Forget who was erased, once every context has answered."""

from __future__ import annotations

from riz.outbox.models import Delivery

from .. import events, models


def finish_erasures() -> int:
    """Empty what was kept for the contexts, where no delivery is left; return how many."""
    waiting = models.Erasure.objects.filter(state="DONE").exclude(person_sealed="")
    finished = [row.id for row in waiting if not _is_awaited(row)]
    return models.Erasure.objects.filter(id__in=finished).update(person_sealed="")


def _is_awaited(row: models.Erasure) -> bool:
    return (
        Delivery.objects.filter(
            event__name=events.UserErased.name, event__aggregate_id=str(row.user_id)
        )
        .exclude(state="DONE")
        .exists()
    )
