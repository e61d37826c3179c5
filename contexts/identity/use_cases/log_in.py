"""Sign in with e-mail address and password."""

from __future__ import annotations

import datetime as dt

from ..domain.sessions import Tokens
from .check_credentials import check_credentials
from .start_session import start_session


def log_in(
    *, email: str, password: str, at: dt.datetime, ip: str | None = None, user_agent: str = ""
) -> Tokens:
    """Check the password, outside any transaction for it is slow, and begin a session.

    Raises:
        BadCredentials: address and password don't belong together.
        TooManyAttempts: it went wrong too often.
    """
    user_id = check_credentials(email=email, password=password, ip=ip, at=at)
    return start_session(user_id=user_id, ip=ip, user_agent=user_agent, at=at)
