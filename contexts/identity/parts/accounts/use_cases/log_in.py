"""Sign in with e-mail address and password."""

from __future__ import annotations

import datetime as dt

from ...sessions import api as sessions
from .. import models
from .check_credentials import check_credentials


def log_in(
    *, email: str, password: str, at: dt.datetime, ip: str | None = None, user_agent: str = ""
) -> sessions.Tokens:
    """Check the password, outside any transaction for it is slow, and begin a session.

    Raises:
        BadCredentials: address and password don't belong together.
        TooManyAttempts: it went wrong too often.
    """
    user_id = check_credentials(email=email, password=password, ip=ip, at=at)
    tokens = sessions.start_session(user_id=user_id, ip=ip, user_agent=user_agent, at=at)
    models.User.objects.filter(id=user_id).update(last_login=at)
    return tokens
