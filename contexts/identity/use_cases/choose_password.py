"""Accept a password for an account, or say why not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator

from ..domain import passwords
from ..errors import PasswordTooWeak


def choose_password(*, password: str, about_owner: Iterable[str]) -> str:
    """Return the hash to store.

    Raises:
        PasswordTooWeak: `details["errors"]["password"]` says why.
    """
    check_new_password(password=password, about_owner=about_owner)
    return make_password(passwords.normalise(password))


def check_new_password(*, password: str, about_owner: Iterable[str]) -> None:
    """Refuse a password that would be guessed.

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
