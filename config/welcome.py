"""The text that `make run` shows once RIZ runs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from config.local.place import Place


def welcome(
    place: Place, address: str, flower: str, *, seconds: float, starting: Mapping[str, str]
) -> str:
    """Tell where everything is, and what is not there yet."""
    user, _, password = (place.local / "flower-password").read_text().strip().rpartition(":")
    rows = [
        ("Start page", f"{address}/"),
        ("API", f"{address}/api/v1/docs"),
        ("Staff", f"{address}/admin/"),
        ("Flower", f"{flower}/  ({user or 'flower'} / {password})"),
        ("Mail", f"{place.mail}/"),
        ("Demo", "make demo, in another terminal"),
        *accounts(place),
        *((name.capitalize(), f"{note}; 503 until then") for name, note in starting.items()),
        ("End", "Ctrl-C"),
    ]
    lines = [f"  {name:<11} {text}" for name, text in rows]
    return "\n".join(["", f"RIZ runs, after {seconds:.1f} s.", *lines, ""])


def accounts(place: Place) -> list[tuple[str, str]]:
    """List the demo accounts, as they were made."""
    if not place.accounts.exists():
        return []
    found = json.loads(place.accounts.read_text())
    rows = [f"{one['email']} / {one['password']}  ({one['role']})" for one in found]
    return [("Accounts" if number == 0 else "", row) for number, row in enumerate(rows)]
