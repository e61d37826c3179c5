"""Fares of a feed, whichever of the two kinds of tables it uses."""

from __future__ import annotations

from .agencies import Routes
from .fare_attributes import read_fare_attributes
from .fare_products import read_fare_products
from .fare_tables import Fares, no_fares
from .notices import Severity
from .stops import Stops
from .tables import Reader

_NEWER = ("fare_products.txt", "fare_leg_rules.txt", "fare_transfer_rules.txt")


def read_fares(reader: Reader, stops: Stops, routes: Routes) -> Fares:
    """Read fares. A feed that has both kinds describes the same prices twice: the older, simpler kind is read."""
    older = read_fare_attributes(reader, stops, routes)
    if older is None:
        return read_fare_products(reader, stops, routes) or no_fares(reader, stops)
    for file in _NEWER:
        if file in reader.archive:
            message = "fare_attributes.txt is read instead"
            reader.report.add("fares_not_used", Severity.INFO, file, message=message)
    return older
