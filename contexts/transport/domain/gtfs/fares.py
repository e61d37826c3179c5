"""What the feed says of prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..timetable.feed import Texts
from ..timetable.view import Int16, Int32
from .stops import Stops
from .tables import Reader


@dataclass(slots=True)
class Fares:
    """Products, and when each is what a ride costs."""

    currency: str
    product_ids: Texts
    product_names: Texts
    product_minor: Int32
    product_transfers: Int16
    product_transfer_s: Int32
    rules: Int32
    """[rules, 5] product, route, origin, destination, contained zone."""
    zone_ids: Texts
    stop_zone: Int32


def read_fares(reader: Reader, stops: Stops) -> Fares:
    """Read the fares of either kind."""
    nothing = np.empty(0, dtype=np.int32)
    empty = Texts.of([])
    return Fares(
        "", empty, empty, nothing, nothing.astype(np.int16), nothing,
        np.empty((0, 5), dtype=np.int32),
        reader.pool("zone").texts(np.arange(reader.pool("zone").count, dtype=np.int32)),
        stops.fare_zone,
    )  # fmt: skip
