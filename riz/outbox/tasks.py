"""Upkeep by the clock."""

from __future__ import annotations

from celery import shared_task

from riz import clock
from riz.outbox import upkeep


@shared_task(name="outbox.purge")
def purge() -> int:
    """Delete deliveries that were done a week ago."""
    return upkeep.purge(at=clock.now())
