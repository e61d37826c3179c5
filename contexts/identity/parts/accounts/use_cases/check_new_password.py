"""Refuse a password that would be guessed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator

from ..domain import passwords
from ..errors import PasswordTooWeak


def check_new_password(*, password: str, about_owner: Iterable[str]) -> None:
    """Accept a password for an account with these facts about its owner, or say why not.

    Raises:
        PasswordTooWeak: `details["errors"]["password"]` says why.
    """
    found = passwords.weaknesses(
        passwords.normalise(password), about_owner=about_owner, common=_common_passwords()
    )
    if found:
        raise PasswordTooWeak(errors={"password": found})


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
