"""Store a password, inside the transaction of whoever had it chosen."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import events, models, queries
from ..domain import mail_links
from ._mail_links import end_links


@use_case
def store_password(
    *,
    row: models.User,
    encoded: str,
    actor: Actor,
    at: dt.datetime,
    except_session_id: UUID | None = None,
) -> None:
    """Replace the password of a locked row and end its sessions, those of the staff screens and links to choose one."""
    row.password = encoded
    row.password_changed_at = row.signed_out_at = at
    row.save(update_fields=["password", "password_changed_at", "signed_out_at"])
    end_links(subject_id=row.id, kinds=mail_links.OF_ENTRY, at=at)
    sessions.end_sessions(
        user_id=row.id,
        reason="password_changed",
        actor=actor,
        except_session_id=except_session_id,
        at=at,
    )
    if row.has_usable_password():
        publish(events.PasswordChanged(user_id=row.id, occurred_at=at))
    queries.mark_account_changed(row.id)
