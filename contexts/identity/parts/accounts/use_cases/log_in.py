"""Sign in with e-mail address and password."""

from __future__ import annotations

import datetime as dt

from ...sessions import api as sessions
from .check_credentials import check_credentials
from .finish_first_factor import finish_first_factor


def log_in(
    *, email: str, password: str, at: dt.datetime, ip: str | None = None, user_agent: str = ""
) -> sessions.Tokens:
    """Check the password, outside any transaction for it is slow, and begin a session.

    Raises:
        BadCredentials: address and password don't belong together.
        SecondFactorRequired: they do, and the account has a second factor.
        TooManyAttempts: it went wrong too often.
    """
    user = check_credentials(email=email, password=password, ip=ip, at=at)
    return finish_first_factor(user=user, ip=ip, user_agent=user_agent, at=at)
