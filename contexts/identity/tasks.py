"""Background work of identity."""

from __future__ import annotations

from celery import shared_task

from riz import clock

from .use_cases.forget_old_sessions import forget_old_sessions as _forget_old_sessions


@shared_task(name="identity.forget_old_sessions")
def forget_old_sessions() -> None:
    """Sweep what is long over; the rest of a large heap waits for the next time."""
    _forget_old_sessions(at=clock.now())
