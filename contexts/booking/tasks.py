"""Celery entry points of booking."""

from __future__ import annotations

import logging

from celery import shared_task

from riz import clock

from . import queries
from .use_cases import fail_stale_orders as failing
from .use_cases import verify_audits as verifying
from .use_cases.complete_booking import complete_booking
from .use_cases.follow_due_payable import follow_due_payable

BATCH = 200
logger = logging.getLogger(__name__)


@shared_task(name="booking.complete_past_bookings", ignore_result=True)
def complete_past_bookings() -> int:
    """Complete the bookings whose travel is over, each in a transaction of its own."""
    at = clock.now()
    completed = 0
    while past := queries.list_past(at=at, limit=BATCH):
        for booking_id in past:
            complete_booking(booking_id=booking_id, at=at)
        completed += len(past)
    return completed


@shared_task(name="booking.fail_stale_bookings", ignore_result=True)
def fail_stale_bookings() -> int:
    """End what was booked and never held."""
    failed = batch = failing.fail_stale_orders(at=clock.now(), limit=BATCH)
    while batch == BATCH:
        batch = failing.fail_stale_orders(at=clock.now(), limit=BATCH)
        failed += batch
    return failed


@shared_task(name="booking.follow_due_payables", ignore_result=True)
def follow_due_payables() -> int:
    """Remind of overdue balances, cancel what stays unpaid, and end changes that nobody paid for."""
    at, followed = clock.now(), 0
    while followed < BATCH and follow_due_payable(at=at):
        followed += 1
    return followed


@shared_task(name="booking.verify_audits", ignore_result=True)
def verify_audits() -> int:
    """Compute the chains of all audits again."""
    broken = verifying.verify_audits()
    for reference, entry_id in broken.items():
        logger.error("an audit is not whole", extra={"reference": reference, "entry": entry_id})
    return len(broken)
