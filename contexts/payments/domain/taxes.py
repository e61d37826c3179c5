"""Which tax is levied on what is sold."""

from __future__ import annotations

from collections.abc import Iterable

from ..contracts import TaxedSupply, TaxRule


def find_rule(*, rules: Iterable[TaxRule], sold: TaxedSupply) -> TaxRule | None:
    """Return the rule for what is sold on its date: of those that reach its price, the one with the lowest reach."""
    reaching = [
        rule
        for rule in rules
        if rule.supply is sold.supply
        and rule.country == sold.country
        and rule.currency == sold.unit_price.currency
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
