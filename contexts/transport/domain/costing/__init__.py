"""The cost of a ride: money by tariffs and fares, comfort by mode, carbon dioxide by emission factors."""

from __future__ import annotations

from .bands import read_bands
from .book import (
    ANY_NUMBER,
    ComfortWeight,
    CostBook,
    EmissionFactor,
    ExchangeRate,
    NoExchangeRate,
    Source,
    Tariff,
)
from .columns import FeedCosts, cost_feed
from .legs import Price, PricedLeg, RideLeg, RoadLeg
from .pricing import Facts, Pricing, price, road_criteria

__all__ = [
    "ANY_NUMBER",
    "ComfortWeight",
    "CostBook",
    "EmissionFactor",
    "ExchangeRate",
    "Facts",
    "FeedCosts",
    "NoExchangeRate",
    "Price",
    "PricedLeg",
    "Pricing",
    "RideLeg",
    "RoadLeg",
    "Source",
    "Tariff",
    "cost_feed",
    "price",
    "read_bands",
    "road_criteria",
]
