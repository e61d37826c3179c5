"""Background work of identity."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock

from .parts.accounts.use_cases.forget_idle_throttles import forget_idle_throttles
from .parts.accounts.use_cases.forget_old_challenges import forget_old_challenges
from .parts.accounts.use_cases.forget_old_mail_links import forget_old_mail_links
from .parts.activity.use_cases.forget_old_activity import forget_old_activity
from .parts.federation.use_cases.forget_old_tokens import forget_old_tokens
from .parts.organisations.use_cases.forget_old_invitations import forget_old_invitations
from .parts.partners.use_cases.make_access_log_partitions import (
    make_access_log_partitions as _make_access_log_partitions,
)
from .parts.sessions.use_cases.forget_old_sessions import (
    forget_old_sessions as _forget_old_sessions,
)
from .use_cases.erase_due_users import erase_due_users as _erase_due_users
from .use_cases.forget_old_exports import forget_old_exports
from .use_cases.gather_export import gather_export as _gather_export


@shared_task(name="identity.forget_old_sessions")
def forget_old_sessions() -> None:
    """Sweep what is long over; the rest of a large heap waits for the next time."""
    at = clock.now()
    _forget_old_sessions(at=at)
    forget_idle_throttles(at=at)
    forget_old_mail_links(at=at)
    forget_old_challenges(at=at)
    forget_old_tokens(at=at)
    forget_old_activity(at=at)
    forget_old_invitations(at=at)
    forget_old_exports(at=at)


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
