"""The caller behind a socket: what the settings name for `riz.sockets`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from riz.actor import Actor

from ..parts.sessions import queries as sessions
from ..parts.sessions.use_cases.use_socket_ticket import use_socket_ticket
from .refusals import counting_refusals


def use_ticket(*, ticket: str, at: dt.datetime) -> Actor:
    """Return who bought a ticket, which is worth nothing from now on.

    Raises:
        SocketTicketInvalid: it is unknown, over, or was used before.
        SessionEnded: its session has ended since.
    """
    with counting_refusals():
        return use_socket_ticket(ticket=ticket, at=at)


def actors_behind(*, session_ids: Iterable[UUID], at: dt.datetime) -> Mapping[UUID, Actor]:
    """Return who is behind each session at this moment; sessions that have ended are left out."""
    return sessions.actors_behind(session_ids=session_ids, at=at)
