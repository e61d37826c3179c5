"""Make a ticket that opens one socket."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.errors import Forbidden
from riz.use_cases import use_case

from .. import models
from ..contracts import SocketTicket
from ..domain import sessions


@use_case
def issue_socket_ticket(*, actor: Actor, at: dt.datetime) -> SocketTicket:
    """Give the caller's session a ticket for a minute, so that no access token travels through a socket.

    Raises:
        Forbidden: the caller has no session, as programs have none.
    """
    if actor.session_id is None:
        raise Forbidden
    ticket = sessions.first_token()
    expires_at = at + sessions.TICKET_LIFETIME
    models.SocketTicket.objects.create(
        hash=sessions.hash_of(ticket), session_id=actor.session_id, expires_at=expires_at
    )
    return SocketTicket(ticket=ticket, expires_at=expires_at)
