"""Access tokens for tests, issued by identity itself."""

from __future__ import annotations

from uuid import UUID

from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock


def access_token_of(user_id: UUID) -> str:
    """Return an access token as a sign-in of this user would give."""
    return start_session(user_id=user_id, at=clock.now()).access_token
