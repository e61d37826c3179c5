"""Which tax the rows say is levied on what, and from when to when."""

from __future__ import annotations

import datetime as dt

import pytest

from contexts.payments import api as payments
from contexts.payments import errors
from contexts.payments.contracts import Supply, TaxedSupply
from contexts.payments.models import TaxRule
from riz.money import Money

pytestmark = pytest.mark.django_db
NIGHT = dt.date(2026, 12, 24)


def sold(minor, *, supply=Supply.ACCOMMODATION, date=NIGHT, country="IN"):
    return TaxedSupply(supply=supply, date=date, unit_price=Money(minor, "INR"), country=country)


def rates(*supplies):
    return [rule.rate_basis_points for rule in payments.find_tax_rules(sold=supplies)]


def test_each_night_is_taxed_by_its_own_price(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = rates(*(sold(minor) for minor in (1, 749_999, 750_000, 750_001, 9_999_999)))

    assert found == [500, 500, 500, 1800, 1800]


@pytest.mark.parametrize(
    ("date", "rate", "has_input_credit"),
    [
        (dt.date(2022, 7, 18), 1200, True),
        (dt.date(2025, 9, 21), 1200, True),
        (dt.date(2025, 9, 22), 500, False),
        (dt.date(2030, 1, 1), 500, False),
    ],
)
def test_the_law_of_the_night_holds(date, rate, has_input_credit):
    (rule,) = payments.find_tax_rules(sold=[sold(500_000, date=date)])

    assert (rule.rate_basis_points, rule.has_input_credit, rule.sac) == (
        rate,
        has_input_credit,
        "996311",
    )
    assert rates(sold(750_001, date=date)) == [1800]


def test_packages_and_experiences_have_rates_of_their_own():
    assert rates(sold(1, supply=Supply.PACKAGE), sold(1, supply=Supply.EXPERIENCE)) == [500, 1800]


@pytest.mark.parametrize(
    "what",
    [
        sold(1, date=dt.date(2017, 1, 1)),
        sold(1, country="BD"),
        TaxedSupply(supply=Supply.PACKAGE, date=NIGHT, unit_price=Money(1, "USD")),
    ],
)
def test_what_no_rule_knows_is_not_sold(what):
    with pytest.raises(errors.NoTaxRule):
        payments.find_tax_rules(sold=[what])


def test_a_new_rate_is_a_row_that_ends_the_one_before():
    law = TaxRule.objects.get(supply="PACKAGE")
    law.valid_until = dt.date(2027, 4, 1)
    law.save()
    TaxRule.objects.create(
        supply="PACKAGE",
        valid_from=dt.date(2027, 4, 1),
        rate_basis_points=600,
        sac="998555",
        has_input_credit=False,
        source="A budget to come",
    )

    dates = (dt.date(2027, 3, 31), dt.date(2027, 4, 1))
    assert rates(*(sold(1, supply=Supply.PACKAGE, date=date) for date in dates)) == [500, 600]


@pytest.mark.parametrize(
    ("price", "rate", "tax"), [(10, 500, 1), (9, 500, 0), (110, 500, 6), (0, 1800, 0)]
)
def test_halves_are_rounded_up(price, rate, tax):
    rule = payments.find_tax_rules(sold=[sold(1)])[0]
    TaxRule.objects.filter(id=rule.id).update(rate_basis_points=rate)

    (rule,) = payments.find_tax_rules(sold=[sold(1)])

    assert rule.tax_on(Money(price, "INR")) == Money(tax, "INR")
