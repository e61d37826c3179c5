"""Which tax is levied on what is sold, and what the law of India says today and said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ..contracts import Supply, TaxedSupply, TaxRule

_SINCE_GST = dt.date(2017, 7, 1)
_STAY = {"supply": Supply.ACCOMMODATION, "sac": "996311", "currency": "INR"}
_UP_TO = 750_000  # 7,500 rupees for a unit and night, its extra guests included, after discounts
# The value of a supply decides, that of each unit and night for stays; half-open dates, None for what has no end.
LAW: tuple[dict[str, Any], ...] = (
    _STAY
    | {
        "valid_from": dt.date(2022, 7, 18),
        "valid_until": dt.date(2025, 9, 22),
        "up_to_minor": _UP_TO,
        "rate_basis_points": 1200,
        "has_input_credit": True,
        "source": "Notification 3/2022, Central Tax (Rate)",
    },
    _STAY
    | {
        "valid_from": dt.date(2025, 9, 22),
        "up_to_minor": _UP_TO,
        "rate_basis_points": 500,
        "has_input_credit": False,
        "source": "Notification 15/2025, Central Tax (Rate)",
    },
    _STAY
    | {
        "valid_from": dt.date(2022, 7, 18),
        "rate_basis_points": 1800,
        "has_input_credit": True,
        "source": "Notification 11/2017, Central Tax (Rate), entry 7",
    },
    {
        "supply": Supply.PACKAGE,
        "sac": "998555",
        "currency": "INR",
        "valid_from": _SINCE_GST,
        "rate_basis_points": 500,
        "has_input_credit": False,
        "source": "Notification 11/2017, Central Tax (Rate), entry 23(i)",
    },
    {
        "supply": Supply.EXPERIENCE,
        "sac": "998555",
        "currency": "INR",
        "valid_from": _SINCE_GST,
        "rate_basis_points": 1800,
        "has_input_credit": True,
        "source": "Notification 11/2017, Central Tax (Rate), entry 23(iii)",
    },
)


def find_rule(*, rules: Iterable[TaxRule], sold: TaxedSupply) -> TaxRule | None:
    """Return the rule for what is sold on its date: of those that reach its price, the one with the lowest reach."""
    reaching = [
        rule
        for rule in rules
        if rule.supply is sold.supply
        and rule.country == sold.country
        and rule.valid_from <= sold.date
        and (rule.valid_until is None or sold.date < rule.valid_until)
        and (rule.up_to is None or sold.unit_price <= rule.up_to)
    ]
    # The latest law where two say different things; what has no upper end comes last.
    return min(
        reaching,
        key=lambda rule: (
            rule.up_to is None,
            rule.up_to.amount_minor if rule.up_to else 0,
            -rule.valid_from.toordinal(),
        ),
        default=None,
    )
