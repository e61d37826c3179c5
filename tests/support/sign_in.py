"""Access tokens and socket tickets for tests, issued by identity itself."""

from __future__ import annotations

from uuid import UUID

from contexts.identity.parts.sessions import queries as sessions
from contexts.identity.parts.sessions.use_cases.issue_socket_ticket import issue_socket_ticket
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock


def access_token_of(user_id: UUID) -> str:
    """Return an access token as a sign-in of this user would give."""
    return start_session(user_id=user_id, at=clock.now()).access_token


def socket_ticket_of(user_id: UUID) -> str:
    """Return a ticket as a new session of this user would buy."""
    tokens = start_session(user_id=user_id, at=clock.now())
    return ticket_of(tokens.session_id)


def ticket_of(session_id: UUID) -> str:
    """Return a ticket of a session."""
    actor = sessions.recognise_session(session_id=session_id, at=clock.now())
    return issue_socket_ticket(actor=actor, at=clock.now()).ticket
