"""Queries of the activity log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from riz.actor import Actor
from riz.errors import Unauthenticated
from riz.pages import Page, PageRequest, keyset

from . import models
from .contracts import Action, Entry
from .domain.sentences import doer_of, impersonator_of, sentence_of


def list_own_activity(*, actor: Actor, page: PageRequest) -> Page[Entry]:
    """List what happened to the caller's account, the latest first.

    Raises:
        Unauthenticated: the caller is no person.
    """
    if actor.id is None:
        raise Unauthenticated
    rows = models.SecurityEvent.objects.filter(user_id=actor.id)
    found = keyset(rows, order_by=("-at", "-id"), page=page, to_contract=lambda row: row)
    names = _names_of(impersonator_of(row.action, row.actor) for row in found.results)
    return replace(found, results=tuple(_to_entry(row, names) for row in found.results))


def entries_of(action: Action) -> QuerySet[models.SecurityEvent]:
    """Return the entries of an act, for conditions on accounts."""
    return models.SecurityEvent.objects.filter(action=action)


def find_own_acts(
    *, user_id: UUID, actions: Iterable[Action], shows: str, since: dt.datetime
) -> list[Any]:
    """Return a column of the entries of what an account itself did since then."""
    rows = models.SecurityEvent.objects.filter(user_id=user_id, actor__endswith=f":{user_id}")
    return list(rows.filter(action__in=actions, at__gte=since).values_list(shows, flat=True))


def _names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {each for each in ids if each is not None}
    people = get_user_model().objects.filter(pk__in=wanted).exclude(full_name="")
    return dict(people.values_list("pk", "full_name")) if wanted else {}


def _to_entry(row: models.SecurityEvent, names: dict[UUID, str]) -> Entry:
    owner: UUID | None = row.user_id
    impersonator = impersonator_of(row.action, row.actor)
    began = row.action == Action.IMPERSONATION_STARTED
    return Entry(
        id=row.id,
        at=row.at,
        action=row.action,
        says=sentence_of(row.action),
        by=doer_of(row.actor, str(owner)),
        by_name=names.get(impersonator) if impersonator else None,
        reason=row.metadata.get("reason") if began else None,
        ip=row.ip,
    )
