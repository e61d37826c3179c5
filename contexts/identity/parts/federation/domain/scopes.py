"""What a program may be allowed to do, said so that the person who allows it understands."""

from __future__ import annotations

from collections.abc import Iterable

from riz.actor import Grant

SENTENCES: dict[str, str] = {
    "openid": "Know that it is you who signed in",
    "profile": "See your name, language and time zone",
    "email": "See your e-mail address",
    "profile:read": "See your travel profile and preferences",
    "bookings:read": "See your bookings",
    "bookings:write": "Make, change and cancel bookings for you",
    "inventory:read": "See what is available",
    "inventory:write": "Hold places for you",
    "payments:read": "See your payments and receipts",
    "payments:write": "Start payments for you",
    "catalog:write": "Change what you offer",
    "trips:read": "See your trips",
    "trips:write": "Make and change trips for you",
}

# Which context's permissions a scope lets through. Scopes that are not here let none through: identity's own,
# and those of organisations and partners, are never exercised by a program.
_CONTEXTS = {
    "bookings": "booking",
    "inventory": "inventory",
    "payments": "payments",
    "catalog": "catalog",
    "trips": "trips",
}


def known(scopes: Iterable[str]) -> frozenset[str]:
    """Return those scopes that mean something here."""
    return frozenset(scopes) & SENTENCES.keys()


def written(scopes: Iterable[str]) -> str:
    """Write scopes the one way in which they are stored and compared."""
    return " ".join(sorted(set(scopes)))


def narrow(grants: frozenset[Grant], scopes: frozenset[str]) -> frozenset[Grant]:
    """Return the grants of a person that a program with these scopes may use on their behalf."""
    return frozenset(grant for grant in grants if _lets_through(grant.permission, scopes))


def _lets_through(permission: str, scopes: frozenset[str]) -> bool:
    context, _, act = permission.partition(".")
    for scope in scopes:
        subject, _, depth = scope.partition(":")
        if _CONTEXTS.get(subject) == context and (depth == "write" or act.startswith("read")):
            return True
    return False
