"""A small piece of the Tripura data, true to the whole: whatever the named things need, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "contexts/catalog/fixtures/tripura"
KINDS = ("amenities", "destinations", "accommodations", "experiences", "packages")


def piece_of_tripura(
    *, accommodations: tuple[str, ...], experiences: tuple[str, ...], packages: tuple[str, ...]
) -> dict[str, list[dict[str, Any]]]:
    """Return the fixture documents of the named things and of all that they refer to."""
    whole = {kind: {one["slug"]: one for one in _read(kind)} for kind in KINDS}
    chosen: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for slug in packages:
        package = chosen["packages"][slug] = whole["packages"][slug]
        experiences += tuple(one for day in package["days"] for one in day["experiences"])
    for slug in accommodations:
        chosen["accommodations"][slug] = whole["accommodations"][slug]
    for slug in experiences:
        chosen["experiences"][slug] = whole["experiences"][slug]
    for slug in _destinations_of(chosen):
        chosen["destinations"][slug] = whole["destinations"][slug]
    for kind in ("accommodations", "packages"):
        for one in chosen[kind].values():
            chosen["amenities"] |= {slug: whole["amenities"][slug] for slug in one["amenities"]}
    return {kind: list(chosen[kind].values()) for kind in KINDS}


def _destinations_of(chosen: dict[str, Any]) -> set[str]:
    slugs = {one["destination"] for one in chosen["accommodations"].values()}
    for one in chosen["experiences"].values():
        slugs |= set(one["destinations"])
    for package in chosen["packages"].values():
        slugs |= {slug for day in package["days"] for slug in day["destinations"]}
    return slugs


def _read(kind: str) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = json.loads((FOLDER / f"{kind}.json").read_text())
    return documents
