"""India's goods and services tax on what is booked here."""

from __future__ import annotations

from riz.money import Money

STAY_THRESHOLD_MINOR = 750_000  # 7,500 rupees for a unit and night, its extra guests included
STAY_RATE = 500
LUXURY_STAY_RATE = 1800
PACKAGE_RATE = 500
EXPERIENCE_RATE = 1800


def stay_rate(*, unit_night: Money) -> int:
    """Return the rate, in basis points, of one unit for one night; decided night by night."""
    return STAY_RATE if unit_night.amount_minor <= STAY_THRESHOLD_MINOR else LUXURY_STAY_RATE


def tax_on(*, price: Money, rate_basis_points: int) -> Money:
    """Return the tax on a line, rounded half up to the minor unit."""
    return Money((price.amount_minor * rate_basis_points + 5_000) // 10_000, price.currency)
