"""Ask to be forgotten."""

from __future__ import annotations

import datetime as dt

from riz import personal_data
from riz.actor import Actor
from riz.errors import Forbidden
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..errors import ErasureHindered
from ..parts.accounts.contracts import MailLinkKind
from ..parts.accounts.queries import mark_account_changed
from ..parts.accounts.use_cases.open_mail_link import open_mail_link
from ..parts.activity.api import Action, record_act
from ..parts.profiles.contracts import ErasureState
from ..parts.profiles.domain import policies
from ..parts.profiles.queries import Erasure, to_erasure
from ..parts.sessions import api as sessions

GRACE = dt.timedelta(days=14)


@use_case
def request_erasure(*, actor: Actor, at: dt.datetime, ip: str | None = None) -> Erasure:
    """Have the caller's account erased in 14 days, and tell it by a mail whose link takes it back. Twice is as once.

    Raises:
        Forbidden: a program or a member of staff who acts as somebody else asks.
        StepUpRequired: the caller has not just shown who they are.
        ErasureHindered: something has to be settled first; `details["hindrances"]` says what.
    """
    require(actor, policies.ERASE, actor.id)
    if actor.id is None:
        raise Forbidden
    sessions.require_recent_authentication(actor=actor, at=at)
    user = lock(models.User, id=actor.id, erased_at=None)
    due = models.Erasure.objects.filter(user_id=user.id, state=ErasureState.DUE).first()
    if due is not None:
        return to_erasure(due)
    hindrances = personal_data.hindrances(user_id=user.id)
    if hindrances:
        raise ErasureHindered(hindrances=hindrances)
    due = models.Erasure.objects.create(user_id=user.id, requested_at=at, due_at=at + GRACE)
    open_mail_link(
        kind=MailLinkKind.CANCEL_ERASURE,
        recipient=user.email,
        user_id=user.id,
        lifetime=GRACE,
        at=at,
    )
    record_act(Action.ERASURE_REQUESTED, by=actor, of=user.id, on=("erasure", due.id), ip=ip, at=at)
    mark_account_changed(user.id)
    return to_erasure(due)
