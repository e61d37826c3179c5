"""Roads, from the files that come with the context: barriers, what leads around them, hills."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from ..domain.streets import Point
from ..domain.streets_corridors import Corridors
from ..domain.streets_roads import Hills, Roads, Terrain

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "network"
_KMH: Final = 3.6


@cache
def roads() -> Roads:
    """Return the roads; read once."""
    return Roads(
        Corridors(
            barriers=tuple(_outlines("road_barriers.csv", "barrier").values()),
            gateways=tuple(_point(row) for row in _rows("road_gateways.csv")),
        ),
        _hills(),
    )


def _hills() -> tuple[Hills, ...]:
    terrains = {
        row["terrain"]: Terrain(float(row["longer"]), float(row["most_kmh"]) / _KMH)
        for row in _rows("road_terrains.csv")
    }
    kinds = {row["region"]: row["terrain"] for row in _rows("road_hills.csv")}
    return tuple(
        Hills(region, outline, terrains[kinds[region]])
        for region, outline in _outlines("road_hills.csv", "region").items()
    )


def _outlines(name: str, column: str) -> dict[str, tuple[Point, ...]]:
    outlines: dict[str, list[Point]] = {}
    for row in _rows(name):
        outlines.setdefault(row[column], []).append(_point(row))
    return {outline: tuple(points) for outline, points in outlines.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _point(row: dict[str, str]) -> Point:
    return float(row["latitude"]), float(row["longitude"])
