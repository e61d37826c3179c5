"""End every way into an account."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import make_password

from riz.actor import SYSTEM
from riz.locking import lock
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models, queries
from ..contracts import MailLinkKind
from ._second_factors import drop_challenges, drop_codes_if_useless, drop_second_factors
from .store_password import store_password


@use_case
def revoke_access(
    *, user_id: UUID, since: dt.datetime, at: dt.datetime, only: UUID | None = None
) -> None:
    """End password, sessions, sign-ins under way, factors and links in mails, and empty the facts that were changed since.

    With `only`, of the factors that one goes, or for the account's own id the recovery codes; facts stay.
    Links that take an address back stay good in any case.
    """
    row = lock(models.User, id=user_id)
    if only is None:
        drop_second_factors(user_id=user_id)
        _forget_facts(row, since)
        links = models.MailLink.objects.open().filter(user_id=user_id)
        links.exclude(kind=MailLinkKind.UNDO_EMAIL_CHANGE).update(superseded_at=at)
    else:
        _remove(user_id, only)
    store_password(row=row, encoded=make_password(None), actor=SYSTEM, at=at)
    queries.mark_account_changed(user_id)


def _remove(user_id: UUID, only: UUID) -> None:
    drop_challenges(user_id=user_id)
    for table in (models.TotpDevice, models.Passkey):
        table.objects.filter(user_id=user_id, id=only).delete()
    if only == user_id:
        models.RecoveryCode.objects.filter(user_id=user_id).delete()
    drop_codes_if_useless(user_id=user_id)


def _forget_facts(row: models.User, since: dt.datetime) -> None:
    acts = activity.find_own_acts(
        user_id=row.id, actions=[activity.Action.PROFILE_CHANGED], shows="metadata", since=since
    )
    changed = {name for act in acts for name in models.FACTS if name in act.get("fields", ())}
    if changed:
        row.replace_facts(models.User(), names=changed)
        row.save()
        queries.FACTS.change(row.id, partial(queries.load_facts, row.id))
