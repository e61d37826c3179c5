"""The taxes of the law, as rows."""

from __future__ import annotations

from riz.use_cases import use_case

from ..domain.taxes import LAW
from ..models import TaxRule


@use_case
def load_taxes() -> int:
    """Add the rules of the law that no row stands for yet; what staff have changed stays. Return how many are new."""
    return len(TaxRule.objects.bulk_create((TaxRule(**rule) for rule in LAW), ignore_conflicts=True))
