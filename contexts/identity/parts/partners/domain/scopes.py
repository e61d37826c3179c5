"""Scopes of partners' programs."""

from __future__ import annotations

from riz.policies import scopes


def partner_scopes() -> tuple[str, ...]:
    """Return what a partner's program may be allowed: scopes of people's own affairs are for those who act for people."""
    return tuple(code for code, stated in scopes().items() if stated.for_partners)
