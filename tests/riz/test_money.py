"""Money adds up to the last minor unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from riz.money import CurrencyMismatch, Money, minor_digits, total

AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20)


class TestSplit:
    @given(amount=AMOUNTS, weights=WEIGHTS)
    def test_the_parts_sum_to_the_whole(self, amount, weights):
        assume(sum(weights))

        parts = Money(amount, "INR").split(weights)

        assert len(parts) == len(weights)
        assert total(parts, "INR") == Money(amount, "INR")

    @given(amount=AMOUNTS, weights=WEIGHTS)
    def test_no_part_is_a_minor_unit_away_from_its_exact_share(self, amount, weights):
        assume(sum(weights))

        parts = Money(amount, "INR").split(weights)

        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.amount_minor * sum(weights) - amount * weight) < sum(weights)

    @given(amount=AMOUNTS, count=st.integers(min_value=1, max_value=50))
    def test_equal_weights_differ_by_one_at_most(self, amount, count):
        parts = [part.amount_minor for part in Money(amount, "INR").split([1] * count)]

        assert max(parts) - min(parts) <= 1

    @given(amount=AMOUNTS, weights=WEIGHTS)
    def test_what_goes_back_is_split_as_what_came(self, amount, weights):
        assume(sum(weights))

        back = Money(-amount, "INR").split(weights)

        assert back == tuple(-part for part in Money(amount, "INR").split(weights))

    @pytest.mark.parametrize("count", [2, 3, 7])
    def test_odd_units_fall_to_all_by_turns(self, count):
        sums = [0] * count
        for amount in range(count * count):
            for index, part in enumerate(Money(amount, "INR").split([1] * count)):
                sums[index] += part.amount_minor

        assert max(sums) == min(sums)

    def test_what_has_no_weight_gets_nothing(self):
        assert Money(100, "INR").split([0, 1, 0]) == (
            Money(0, "INR"),
            Money(100, "INR"),
            Money(0, "INR"),
        )

    @pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 1]])
    def test_refuses_weights_that_mean_nothing(self, weights):
        with pytest.raises(ValueError, match="weights"):
            Money(100, "INR").split(weights)


class TestArithmetic:
    @given(one=AMOUNTS, other=AMOUNTS)
    def test_adding_and_taking_away_are_opposites(self, one, other):
        assert Money(one, "INR") + Money(other, "INR") - Money(other, "INR") == Money(one, "INR")

    @given(amount=AMOUNTS, count=st.integers(min_value=0, max_value=30))
    def test_multiplying_is_adding_again_and_again(self, amount, count):
        assert Money(amount, "INR") * count == total([Money(amount, "INR")] * count, "INR")

    def test_orders_by_amount(self):
        assert Money(1, "INR") < Money(2, "INR")
        assert Money(2, "INR") <= Money(2, "INR")
        assert -Money(2, "INR") == Money(-2, "INR")
        assert not Money(0, "INR")

    @pytest.mark.parametrize(
        "mix",
        [
            lambda a, b: a + b,
            lambda a, b: a - b,
            lambda a, b: a < b,
            lambda a, b: a <= b,
            lambda a, b: total([a, b], "INR"),
        ],
    )
    def test_never_mixes_currencies(self, mix):
        with pytest.raises(CurrencyMismatch):
            mix(Money(1, "INR"), Money(1, "USD"))


class TestMaking:
    @pytest.mark.parametrize("amount", [1.0, "1", True, None, Decimal(1)])
    def test_counts_whole_minor_units(self, amount):
        with pytest.raises(TypeError):
            Money(amount, "INR")

    @pytest.mark.parametrize("currency", ["", "inr", "XYZ", "RUPEES"])
    def test_needs_a_currency_that_exists(self, currency):
        with pytest.raises(ValueError, match="ISO 4217"):
            Money(1, currency)


class TestWriting:
    @pytest.mark.parametrize(
        ("currency", "digits", "written"),
        [
            ("INR", 2, "1234.50"),
            ("JPY", 0, "123450"),
            ("BHD", 3, "123.450"),
            ("CLF", 4, "12.3450"),
            # Where the decimals that CLDR writes are none.
            ("IQD", 3, "123.450"),
            ("LBP", 2, "1234.50"),
            ("MGA", 2, "1234.50"),
            ("RSD", 2, "1234.50"),
        ],
    )
    def test_knows_how_many_decimals_a_currency_has(self, currency, digits, written):
        assert minor_digits(currency) == digits
        assert Money(123450, currency).as_decimal() == Decimal(written)

    def test_groups_rupees_the_indian_way(self):
        assert Money(12_345_000, "INR").format() == "₹1,23,450.00"

    @pytest.mark.parametrize(
        ("amount", "currency", "locale", "written"),
        [
            (123_450, "JPY", "en", "¥123,450"),
            (123_450, "IQD", "en", "IQD123.450"),
            (-123_450, "USD", "en", "-$1,234.50"),
            (123_450, "EUR", "de", "1.234,50\u00a0€"),
        ],
    )
    def test_writes_every_minor_unit(self, amount, currency, locale, written):
        assert Money(amount, currency).format(locale) == written
