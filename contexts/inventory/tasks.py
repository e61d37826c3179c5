"""Celery entry points of inventory."""

from __future__ import annotations

import logging

from celery import shared_task

from riz import clock

from . import queries
from .use_cases import audit_stock as auditing
from .use_cases import expire_stale_holds as expiring
from .use_cases import extend_calendars as extending

BATCH = 500
logger = logging.getLogger(__name__)


@shared_task(name="inventory.expire_stale_holds", ignore_result=True)
def expire_stale_holds() -> int:
    """Put on sale again what was held too long, batch by batch."""
    expired = batch = expiring.expire_stale_holds(at=clock.now(), limit=BATCH)
    while batch == BATCH:
        batch = expiring.expire_stale_holds(at=clock.now(), limit=BATCH)
        expired += batch
    return expired


@shared_task(name="inventory.extend_calendars", ignore_result=True)
def extend_calendars() -> int:
    """Keep a year of dates open, zone by zone."""
    return sum(
        extending.extend_calendars(at=clock.now(), time_zone=zone)
        for zone in queries.list_time_zones()
    )


@shared_task(name="inventory.audit_stock", ignore_result=True)
def audit_stock() -> int:
    """Compare all counters with the lines of holds and sales."""
    differing = auditing.audit_stock(at=clock.now())
    if differing:
        logger.error("counters differ from the lines of holds", extra={"dates": differing})
    return differing
