"""What Tripura's words mean here: user types, roles, permissions and scopes of its database, schema v3."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Kolkata")
KINDS = {"PORTAL_ADMIN", "PORTAL_STAFF", "PARTNER_ADMIN", "PARTNER_USER"}
ASSET_KINDS = {"DESTINATION", "EXPERIENCE", "PACKAGE"}
_BCRYPT = re.compile(r"\$2[abxy]\$\d{2}\$[./A-Za-z0-9]{53}")
# As different portals of the same family write the same right.
_PERMISSIONS = {
    "catalog.manage": {"catalog.write", "catalog.edit", "content.manage", "destination.manage", "package.manage"},
    "inventory.manage": {"inventory.write", "inventory.edit", "availability.manage"},
    "booking.read_any": {"booking.read", "booking.view", "booking.list"},
    "booking.manage_any": {"booking.manage", "booking.write", "booking.edit", "booking.override", "booking.create"},
    "payments.read_any": {"payment.read", "payment.view"},
    "payments.refund": {"payment.refund", "booking.refund"},
    "partners.read": {"partner.read", "partner.view"},
    "partners.manage": {"partner.manage", "partner.write"},
    "identity.read_any": {"user.read", "user.view"},
    "identity.manage": {"user.manage", "user.write", "role.manage"},
}  # fmt: skip
_MEANING = {word: ours for ours, words in _PERMISSIONS.items() for word in words}
_SCOPES = {
    "bookings:read": {"booking:read", "bookings.read", "booking.read", "read:bookings"},
    "bookings:write": {"booking:write", "bookings.write", "booking.write", "write:bookings", "booking:create"},
    "inventory:read": {"inventory.read", "availability:read", "read:inventory"},
    "inventory:write": {"inventory.write", "availability:write", "write:inventory"},
    "payments:read": {"payment:read", "payments.read", "read:payments"},
    "payments:write": {"payment:write", "payments.write", "write:payments"},
    "catalog:write": {"catalog.write", "write:catalog"},
}  # fmt: skip
_SCOPE_MEANING = {word: ours for ours, words in _SCOPES.items() for word in words}


def instant(local: dt.datetime | None) -> dt.datetime | None:
    """Return the instant of a time without zone, which is local in Tripura; one with a zone is what it says."""
    if local is None or local.tzinfo is not None:
        return local
    return local.replace(tzinfo=ZONE).astimezone(dt.UTC)


def is_bcrypt(encoded: str) -> bool:
    """Tell whether this is a bcrypt hash that can be verified."""
    return _BCRYPT.fullmatch(encoded) is not None


def permissions_of(
    codes: Iterable[str], *, known: Iterable[str]
) -> tuple[frozenset[str], list[str]]:
    """Return the permissions that these codes mean here, and the codes that mean nothing."""
    return _translate(codes, meaning=_MEANING, known=frozenset(known), write=_written)


def scopes_of(scopes: Iterable[str], *, known: Iterable[str]) -> tuple[frozenset[str], list[str]]:
    """Return the scopes that these mean here, and those that mean nothing."""
    return _translate(scopes, meaning=_SCOPE_MEANING, known=frozenset(known), write=str.lower)


def role_code(name: str) -> str:
    """Return a role's name the way codes of roles in code are written."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def custom_code(name: str) -> str:
    """Return a role's name the way codes of people's own roles are written."""
    small = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"v3-{small}"[:40].rstrip("-")


def fingerprint(row: Mapping[str, Any]) -> str:
    """Return what tells whether a row of the source is still as it was when it came over."""
    text = json.dumps(dict(row), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _translate(
    words: Iterable[str], *, meaning: Mapping[str, str], known: frozenset[str], write: Any
) -> tuple[frozenset[str], list[str]]:
    found, unknown = set(), []
    for word in words:
        ours = write(word)
        ours = ours if ours in known else meaning.get(ours, "")
        if ours in known:
            found.add(ours)
        else:
            unknown.append(word)
    return frozenset(found), sorted(unknown)


def _written(code: str) -> str:
    subject, _, verb = re.sub(r"[:/_ -]+", ".", code.lower()).partition(".")
    verb = verb.replace(".", "_")
    exact = f"{subject}.{verb}"
    return _SINGULAR.get(exact, exact)


_SINGULAR = {
    f"{subject}s.{word.partition('.')[2]}": word
    for word in _MEANING
    for subject in [word.partition(".")[0]]
}
