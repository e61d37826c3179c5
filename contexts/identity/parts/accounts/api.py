"""What other parts may ask of accounts."""

from __future__ import annotations

from .contracts import Facts, User, UserKind
from .errors import UserNotFound
from .queries import find_facts, find_users, get_facts, get_user, get_user_by_email, second_factors_of
from .use_cases.change_profile import change_profile
from .use_cases.finish_first_factor import finish_first_factor
from .use_cases.register_user import register_user

__all__ = [
    "Facts",
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
    "register_user",
    "second_factors_of",
]
