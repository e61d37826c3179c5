"""What the activity log tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from riz.actor import Actor
from riz.errors import Unauthenticated
from riz.pages import Page, PageRequest, keyset

from . import models
from .contracts import Action, Entry
from .domain.sentences import doer_of, sentence_of


def list_own_activity(*, actor: Actor, page: PageRequest) -> Page[Entry]:
    """List what happened to the caller's account, the latest first.

    Raises:
        Unauthenticated: the caller is no person.
    """
    if actor.id is None:
        raise Unauthenticated
    rows = models.SecurityEvent.objects.filter(user_id=actor.id)
    return keyset(rows, order_by=("-at", "-id"), page=page, to_contract=_to_entry)


def entries_of(action: Action) -> QuerySet[models.SecurityEvent]:
    """Return the entries of an act, for conditions on accounts."""
    return models.SecurityEvent.objects.filter(action=action)


def find_own_acts(
    *, user_id: UUID, actions: Iterable[Action], shows: str, since: dt.datetime
) -> list[Any]:
    """Return a column of the entries of what an account itself did since then."""
    rows = models.SecurityEvent.objects.filter(user_id=user_id, actor__endswith=f":{user_id}")
    return list(rows.filter(action__in=actions, at__gte=since).values_list(shows, flat=True))


def _to_entry(row: models.SecurityEvent) -> Entry:
    owner: UUID | None = row.user_id
    return Entry(
        id=row.id,
        at=row.at,
        action=row.action,
        says=sentence_of(row.action),
        by=doer_of(row.actor, str(owner)),
        ip=row.ip,
    )
