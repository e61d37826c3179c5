"""The cost of a ride: money by tariffs and fares, comfort by mode, carbon dioxide by emission factors."""

from __future__ import annotations

from .bands import BandsUnreadable, read_bands, write_bands
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
from .columns import FeedCosts, cost_feed, unpriced_currencies
from .comfort import Comfort, Lost
from .legs import Price, PricedLeg, RideLeg, RoadLeg, Ticket, Totals
from .pricing import Facts, Pricing, price, road_criteria

__all__ = [
    "ANY_NUMBER",
    "BandsUnreadable",
    "Comfort",
    "ComfortWeight",
    "CostBook",
    "EmissionFactor",
    "ExchangeRate",
    "Facts",
    "FeedCosts",
    "Lost",
    "NoExchangeRate",
    "Price",
    "PricedLeg",
    "Pricing",
    "RideLeg",
    "RoadLeg",
    "Source",
    "Tariff",
    "Ticket",
    "Totals",
    "cost_feed",
    "price",
    "read_bands",
    "road_criteria",
    "unpriced_currencies",
    "write_bands",
]
