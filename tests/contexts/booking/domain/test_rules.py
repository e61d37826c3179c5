from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.booking import errors
from contexts.booking.contracts import BookingStatus, IdKind, LineKind
from contexts.booking.domain import id_numbers, offers, references, states
from contexts.payments.contracts import Supply, TaxRule
from riz.ids import new_id
from riz.money import Money


def tax_rule(rate):
    return TaxRule(
        id=new_id(),
        supply=Supply.ACCOMMODATION,
        country="IN",
        valid_from=dt.date(2017, 7, 1),
        valid_until=None,
        currency="INR",
        up_to=None,
        rate_basis_points=rate,
        sac="996311",
        has_input_credit=True,
    )


def inr(minor):
    return Money(minor, "INR")


def unit(day, price, guests):
    return offers.Unit(
        date=dt.date(2026, 12, 24) + dt.timedelta(days=day),
        guests=guests,
        base=inr(price),
        extra=inr(60_000),
        extra_guests=max(0, guests - 2),
    )


class TestStates:
    @pytest.mark.parametrize(
        ("status", "action"),
        [
            pair
            for pair in itertools.product(BookingStatus, states.Action)
            if pair not in states.TRANSITIONS
        ],
    )
    def test_what_the_table_lacks_is_refused(self, status, action):
        with pytest.raises(errors.WrongState):
            states.following(status=status, action=action)

    def test_nothing_leaves_cancelled_and_completed(self):
        left = {source for source, _ in states.ALLOWED_CHANGES}

        assert left == set(BookingStatus) - {BookingStatus.CANCELLED, BookingStatus.COMPLETED}


class TestStayLines:
    @given(
        st.lists(
            st.tuples(st.integers(1, 2_000_000), st.integers(1, 4), st.booleans()),
            min_size=1,
            max_size=60,
        )
    )
    def test_no_unit_is_lost_and_each_keeps_its_tax(self, sold):
        low, high = (tax_rule(rate) for rate in (500, 1800))
        units = [
            (unit(number // 3, price, guests), high if is_high else low)
            for number, (price, guests, is_high) in enumerate(sold)
        ]

        lines = offers.stay_lines(name="Room", units=units)

        bases = [line for line in lines if line.kind is LineKind.BASE]
        assert sum(line.quantity for line in bases) == len(units)
        price = sum(one.price.amount_minor for one, _ in units)
        assert sum(line.price.amount_minor for line in lines) == price
        taxed = sum(line.price.amount_minor for line in lines if line.tax_rule_id == high.id)
        assert taxed == sum(one.price.amount_minor for one, rule in units if rule == high)


class TestIdNumbers:
    def test_spaces_are_dropped_and_all_but_four_characters_are_masked(self):
        number = id_numbers.normalise(kind=IdKind.PASSPORT, number="k 123-4567")

        assert number == "K1234567"
        assert id_numbers.mask(kind=IdKind.PASSPORT, number=number) == "••••4567"

    @pytest.mark.parametrize("written", ["2341 2341 2346", "234123412346", "2346"])
    def test_of_aadhaar_only_the_last_four_digits_come_back(self, written):
        number = id_numbers.normalise(kind=IdKind.AADHAAR, number=written)

        assert number == "2346"
        assert id_numbers.mask(kind=IdKind.AADHAAR, number=number) == "••••••••2346"

    @pytest.mark.parametrize(
        ("kind", "written"),
        [
            (IdKind.AADHAAR, "2341 2341 2345"),  # the check digit of another number
            (IdKind.AADHAAR, "1341 2341 2346"),  # none begins so
            (IdKind.AADHAAR, "346"),
            (IdKind.AADHAAR, "K234"),
            (IdKind.PASSPORT, "K1"),
        ],
    )
    def test_what_can_be_no_number_is_refused(self, kind, written):
        with pytest.raises(errors.InvalidIdNumber):
            id_numbers.normalise(kind=kind, number=written)


@pytest.mark.parametrize(
    ("number", "written"), [(1, "TRP-2026-000001"), (1_234_567, "TRP-2026-1234567")]
)
def test_references_have_six_digits_or_more(number, written):
    assert references.reference(year=2026, number=number) == written
