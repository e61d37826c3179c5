"""Questions that other parts may ask of accounts."""

from __future__ import annotations

from .contracts import Facts, MailLinkKind
from .domain.mail_links import REMOVE_LIFETIME, RESET_LIFETIME
from .errors import MailLinkInvalid, TooManyAttempts
from .queries import (
    find_facts,
    find_users,
    get_facts,
    get_user,
    get_user_by_email,
    has_own_way_in,
    mark_account_changed,
)
from .use_cases.change_profile import change_profile
from .use_cases.open_mail_link import open_mail_link
from .use_cases.revoke_access import revoke_access
from .use_cases.use_mail_link import use_mail_link

__all__ = [
    "REMOVE_LIFETIME",
    "RESET_LIFETIME",
    "Facts",
    "MailLinkInvalid",
    "MailLinkKind",
    "TooManyAttempts",
    "change_profile",
    "find_facts",
    "find_users",
    "get_facts",
    "get_user",
    "get_user_by_email",
    "has_own_way_in",
    "mark_account_changed",
    "open_mail_link",
    "revoke_access",
    "use_mail_link",
]
