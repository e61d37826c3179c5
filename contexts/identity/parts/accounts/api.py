"""What other parts may ask of accounts."""

from __future__ import annotations

from .contracts import User, UserKind
from .errors import UserNotFound
from .queries import find_users, get_user, get_user_by_email
from .use_cases.register_user import register_user

__all__ = [
    "User",
    "UserKind",
    "UserNotFound",
    "find_users",
    "get_user",
    "get_user_by_email",
    "register_user",
]
