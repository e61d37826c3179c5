"""Demands of an application on how a person is asked (OpenID Connect Core 1.0, section 3.1.2.1)."""

from __future__ import annotations

SUPPORTED = ("none", "login", "consent", "select_account")
_FULFILLED_BY_SIGNING_IN = frozenset({"login", "select_account"})


def why_not(prompts: frozenset[str]) -> str | None:
    """Say why demands can't be met, or return None when they can."""
    if not prompts <= frozenset(SUPPORTED):
        return f"prompt knows {', '.join(SUPPORTED)}"
    return "prompt none comes alone" if "none" in prompts and len(prompts) > 1 else None


def left_after_sign_in(written: str) -> str:
    """Return the demands that are still to be met once the person has signed in, which chooses the account too."""
    return " ".join(word for word in written.split() if word not in _FULFILLED_BY_SIGNING_IN)
