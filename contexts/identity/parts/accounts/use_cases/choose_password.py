"""Make of an acceptable password what is stored."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from ..domain import passwords
from .check_new_password import check_new_password


def choose_password(*, password: str, about_owner: Iterable[str]) -> str:
    """Return the hash to store.

    Raises:
        PasswordTooWeak: `details["errors"]["password"]` says why.
    """
    check_new_password(password=password, about_owner=about_owner)
    return make_password(passwords.normalise(password))
