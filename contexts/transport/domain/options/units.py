"""How finely ways are compared: what one unit of cost, discomfort and CO2 is.

Less than a unit is no reason to tell a way. Units that are too fine cost twice: people are told ways that they can't tell
apart, and searches keep all that lead there. Units that are too coarse hide real choices.

- 20 rupees, about a quarter of a dollar, and as much in other currencies. A rupee is less than the tariffs are known to.
- 3 minutes of discomfort: weights are rough, and a departure's own minutes are told beside them. With 5 minutes rides of
  neighbouring stops round to nothing or to one, and fronts grow again.
- 50 grams of CO2: about 300 metres of driving.

Shown amounts are exact, whatever the units.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..costing import CostBook
from ..timetable.view import Units

UNITS: Final = Units(currency="INR", cost_minor=2_000, discomfort_s=180, co2_g=50)


def units_in(book: CostBook, currency: str) -> Units:
    """Return units whose money is in another currency and worth as much."""
    worth = book.convert(UNITS.cost_minor, UNITS.currency, currency)
    return replace(UNITS, currency=currency, cost_minor=max(1, worth))
