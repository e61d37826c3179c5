"""Background work of identity."""

from __future__ import annotations

from celery import shared_task

from riz import clock

from .parts.accounts.use_cases.forget_idle_brakes import forget_idle_brakes
from .parts.partners.use_cases.make_access_log_partitions import (
    make_access_log_partitions as _make_access_log_partitions,
)
from .parts.sessions.use_cases.forget_old_sessions import (
    forget_old_sessions as _forget_old_sessions,
)


@shared_task(name="identity.forget_old_sessions")
def forget_old_sessions() -> None:
    """Sweep what is long over; the rest of a large heap waits for the next time."""
    at = clock.now()
    _forget_old_sessions(at=at)
    forget_idle_brakes(at=at)


@shared_task(name="identity.make_access_log_partitions")
def make_access_log_partitions() -> None:
    """Make the partners' access log ready for the next months, and drop what is old."""
    _make_access_log_partitions(at=clock.now())
