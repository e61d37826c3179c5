"""Scopes of partners' programs."""

from __future__ import annotations

from collections.abc import Iterable

from riz.policies import PolicyError, scopes


def partner_scopes() -> tuple[str, ...]:
    """Return what a partner's program may be allowed: scopes of people's own affairs are for those who act for people."""
    return tuple(code for code, stated in scopes().items() if stated.for_partners)


def written(wanted: Iterable[str]) -> list[str]:
    """Return scopes in the one spelling in which they are stored: each once, in order.

    Raises:
        PolicyError: nobody stated one of them for partners.
    """
    found = set(wanted)
    if unknown := sorted(found - set(partner_scopes())):
        raise PolicyError(f"nobody stated for partners: {', '.join(unknown)}")
    return sorted(found)
