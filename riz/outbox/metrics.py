"""Metrics of a relay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram

from riz import clock
from riz.outbox.claims import MAX_ATTEMPTS

if TYPE_CHECKING:
    from riz.outbox.delivering import Outcome

DELIVERED = Counter("riz_outbox_delivered_total", "Deliveries done.", ["handler"])
FAILED = Counter("riz_outbox_failed_total", "Attempts that failed.", ["handler"])
DEAD = Counter("riz_outbox_dead_total", "Deliveries given up.", ["handler"])
UNKNOWN = Counter(
    "riz_outbox_unknown_total", "Events left to a relay whose code knows them.", ["handler"]
)
LAG = Histogram(
    "riz_outbox_lag_seconds",
    "From the storing of an event to the end of its delivery.",
    ["handler"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)


def record_outcome(handler: str, outcome: Outcome) -> None:
    """Count an outcome once it is committed."""
    now = clock.now()
    lag = LAG.labels(handler)
    for claim in outcome.done:
        lag.observe(max(0.0, (now - claim.stored_at).total_seconds()))
    for counter, count in (
        (DELIVERED, len(outcome.done)),
        (FAILED, len(outcome.failed)),
        (UNKNOWN, len(outcome.unknown)),
        (DEAD, sum(claim.attempts >= MAX_ATTEMPTS for claim, _ in outcome.failed)),
    ):
        if count:
            counter.labels(handler).inc(count)
