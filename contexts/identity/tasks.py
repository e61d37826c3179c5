"""Background work of identity."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock

from .parts.partners.use_cases.make_access_log_partitions import (
    make_access_log_partitions as _make_access_log_partitions,
)
from .use_cases.erase_due_users import erase_due_users as _erase_due_users
from .use_cases.forget_old_rows import forget_old_rows
from .use_cases.gather_export import gather_export as _gather_export


@shared_task(name="identity.forget_old_sessions")
def forget_old_sessions() -> None:
    """Sweep what is long over; the rest of a large heap waits for the next time."""
    forget_old_rows(at=clock.now())


@shared_task(name="identity.make_access_log_partitions")
def make_access_log_partitions() -> None:
    """Make the partners' access log ready for the next months, and drop what is old."""
    _make_access_log_partitions(at=clock.now())


@shared_task(name="identity.gather_export", ignore_result=True)
def gather_export(export_id: str) -> None:
    _gather_export(export_id=UUID(export_id), at=clock.now())


@shared_task(name="identity.erase_due_users", ignore_result=True)
def erase_due_users() -> None:
    """Forget everybody whose two weeks are over."""
    _erase_due_users(at=clock.now())
