"""Take an account back that was in wrong hands."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import events, models
from ..parts.accounts import api as accounts
from ..parts.activity import api as activity
from ..parts.federation import api as federation
from ..parts.organisations import api as organisations
from ..parts.partners import api as partners
from ..parts.profiles import api as profiles

# As long as one sign-in lasts: what was typed in the account, or issued by it, within that time may be the intruder's.
DOUBTED = dt.timedelta(days=30)
_PARTS = (accounts, federation, profiles, organisations, partners)


@use_case
def recover_account(
    *,
    user_id: UUID,
    actor: Actor,
    at: dt.datetime,
    seized_at: dt.datetime | None = None,
    only: UUID | None = None,
    ip: str | None = None,
) -> None:
    """End every way into an account, its password and sessions among them; its owner chooses a new one by mail.

    Nobody knows since when it was in wrong hands, so ways in go however old they are and whoever set them up. What was
    typed in it, and the keys and applications that it made, go if they are of the last 30 days before `seized_at`, when
    it was surely lost. With `only`, of all these the one thing of this id goes. An account that nobody has confirmed gets
    no mail: whoever calls confirms it, and everything in it is a stranger's.
    """
    user = lock(models.User, id=user_id)
    since = (seized_at or at) - DOUBTED
    for part in _PARTS:
        part.revoke_access(user_id=user_id, since=since, only=only, at=at)
    if user.email_verified_at is None:
        return
    activity.record_act(
        activity.Action.ACCOUNT_RECOVERED, by=actor, of=user_id, ip=ip, only=only, at=at
    )
    accounts.open_mail_link(
        kind=accounts.MailLinkKind.RESET_PASSWORD,
        recipient=user.email,
        user_id=user_id,
        lifetime=accounts.RESET_LIFETIME,
        at=at,
    )
    if only is None:
        publish(events.AccountRecovered(user_id=user_id, since=since, occurred_at=at))
