"""Scopes of programs that act for people: the one way of writing them, and what of a person's grants they let through."""

from __future__ import annotations

from collections.abc import Iterable

from riz.actor import Grant
from riz.policies import scopes as stated_scopes


def known(scopes: Iterable[str]) -> frozenset[str]:
    """Return those scopes that mean something here."""
    return frozenset(scopes) & stated_scopes().keys()


def written(scopes: Iterable[str]) -> str:
    """Write scopes the one way in which they are stored and compared."""
    return " ".join(sorted(set(scopes)))


def narrow(grants: frozenset[Grant], scopes: frozenset[str]) -> frozenset[Grant]:
    """Return the grants of a person that a program with these scopes may use on their behalf."""
    stated = stated_scopes()
    usable = {one for scope in known(scopes) for one in stated[scope].permissions}
    return frozenset(grant for grant in grants if grant.permission in usable)
