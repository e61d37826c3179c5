"""What a ride costs: money by tariffs and fares, comfort by mode, carbon dioxide by emission factors."""

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
from .legs import Price, PricedLeg, RideLeg, RoadLeg, Ticket
from .pricing import price, road_criteria

__all__ = [
    "ANY_NUMBER",
    "BandsUnreadable",
    "Comfort",
    "ComfortWeight",
    "CostBook",
    "EmissionFactor",
    "ExchangeRate",
    "FeedCosts",
    "Lost",
    "NoExchangeRate",
    "Price",
    "PricedLeg",
    "RideLeg",
    "RoadLeg",
    "Source",
    "Tariff",
    "Ticket",
    "cost_feed",
    "price",
    "read_bands",
    "road_criteria",
    "unpriced_currencies",
    "write_bands",
]
