"""Take a ticket in exchange for who bought it."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor

from .. import models, queries
from ..domain import sessions
from ..errors import SocketTicketInvalid


def use_socket_ticket(*, ticket: str, at: dt.datetime) -> Actor:
    """Return who is behind the session that bought the ticket; of several who show it at once, one gets in.

    Raises:
        SocketTicketInvalid: it is unknown, over, or was used before.
        SessionEnded: its session has ended since.
    """
    shown = models.SocketTicket.objects.filter(hash=sessions.hash_of(ticket))
    row = shown.first()
    # Whoever deletes the row has the ticket: no look at it could say so.
    if row is None or not shown.delete()[0] or at >= row.expires_at:
        raise SocketTicketInvalid
    return queries.recognise_session(session_id=row.session_id, at=at)
