"""Cancel an erasure that is due."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..errors import ErasureNotFound
from ..parts.accounts.contracts import MailLinkKind
from ..parts.accounts.queries import mark_account_changed
from ..parts.accounts.use_cases.use_mail_link import use_mail_link
from ..parts.activity import api as activity
from ..parts.profiles.contracts import ErasureState
from ..parts.profiles.domain import policies


@use_case
def cancel_erasure(
    *, at: dt.datetime, actor: Actor, token: str | None = None, ip: str | None = None
) -> None:
    """Take the erasure back that is due: one's own, or the one that a mailed link is about.

    Raises:
        ErasureNotFound: none is due.
        Forbidden: a program or a member of staff who acts as somebody else asks.
        MailLinkInvalid: the token is not ours, was used, or is over.
    """
    user_id = _whose(actor, token, at)
    due = lock(models.Erasure, state=ErasureState.DUE, user_id=user_id, refusal=ErasureNotFound)
    due.state = ErasureState.CANCELLED
    due.ended_at = at
    due.save(update_fields=["state", "ended_at"])
    activity.record_security_event(
        action=activity.Action.ERASURE_CANCELLED,
        user_id=user_id,
        actor="link" if token else str(actor),
        ip=ip,
        resource=("erasure", due.id),
        at=at,
    )
    mark_account_changed(due.user_id)


def _whose(actor: Actor, token: str | None, at: dt.datetime) -> UUID | None:
    if token is not None:
        return use_mail_link(token=token, kind=MailLinkKind.CANCEL_ERASURE, at=at).user_id
    require(actor, policies.ERASE, actor.id)
    return actor.id
