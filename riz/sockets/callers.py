"""The caller behind a socket: asked of whoever owns sessions, by the functions that the settings name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from riz.actor import Actor


def use_ticket(ticket: str, *, at: dt.datetime) -> Actor:
    """Return who bought a ticket, which is worth nothing from now on: `RIZ_SOCKETS_USE_TICKET`.

    Raises:
        Unauthenticated: it is unknown, over, or was used before, or its session has ended.
    """
    actor: Actor = _named(settings.RIZ_SOCKETS_USE_TICKET)(ticket=ticket, at=at)
    return actor


def actors_behind(session_ids: Iterable[UUID], *, at: dt.datetime) -> Mapping[UUID, Actor]:
    """Return who is behind each session at this moment, in one look-up: `RIZ_SOCKETS_ACTORS`.

    Sessions that have ended are left out.
    """
    found: Mapping[UUID, Actor] = _named(settings.RIZ_SOCKETS_ACTORS)(
        session_ids=session_ids, at=at
    )
    return found


@cache
def _named(dotted_path: str) -> Callable[..., Any]:
    function: Callable[..., Any] = import_string(dotted_path)
    return function
