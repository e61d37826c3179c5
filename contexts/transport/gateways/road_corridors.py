"""What no car crosses, and what leads around it, from the files that come with the context."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from ..domain.options.corridors import Corridors, Point

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "network"


@cache
def corridors() -> Corridors:
    """Return them; read once."""
    outlines: dict[str, list[Point]] = {}
    for row in _rows("road_barriers.csv"):
        outlines.setdefault(row["barrier"], []).append(_point(row))
    return Corridors(
        barriers=tuple(tuple(outline) for outline in outlines.values()),
        gateways=tuple(_point(row) for row in _rows("road_gateways.csv")),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _point(row: dict[str, str]) -> Point:
    return float(row["latitude"]), float(row["longitude"])
