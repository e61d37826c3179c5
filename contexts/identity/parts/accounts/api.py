"""What other parts may ask of accounts."""

from __future__ import annotations

from .contracts import Facts, MailLink, MailLinkKind, User, UserKind
from .domain.emails import normalise as normalise_email
from .errors import MailLinkInvalid, TooManyAttempts, UserNotFound
from .queries import (
    find_facts,
    find_users,
    get_facts,
    get_user,
    get_user_by_email,
    has_own_way_in,
    second_factors_of,
)
from .use_cases.change_profile import change_profile
from .use_cases.finish_first_factor import finish_first_factor
from .use_cases.open_mail_link import open_mail_link
from .use_cases.register_user import register_user
from .use_cases.use_mail_link import use_mail_link

__all__ = [
    "Facts",
    "MailLink",
    "MailLinkInvalid",
    "MailLinkKind",
    "TooManyAttempts",
    "User",
    "UserKind",
    "UserNotFound",
    "change_profile",
    "find_facts",
    "find_users",
    "finish_first_factor",
    "get_facts",
    "get_user",
    "get_user_by_email",
    "has_own_way_in",
    "normalise_email",
    "open_mail_link",
    "register_user",
    "second_factors_of",
    "use_mail_link",
]
