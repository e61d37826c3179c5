from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.booking import errors
from contexts.booking.contracts import BookingStatus, IdKind, RefundTier
from contexts.booking.domain import cancellation, id_numbers, offers, references, states
from contexts.payments.contracts import Supply, TaxRule
from riz.ids import new_id
from riz.money import Money

HOUR = dt.timedelta(hours=1)
START = dt.datetime(2026, 12, 24, 18, 30, tzinfo=dt.UTC)


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
    @given(st.lists(st.tuples(st.integers(1, 2_000_000), st.booleans()), min_size=1, max_size=60))
    def test_no_night_is_lost_and_each_keeps_its_tax(self, nights):
        low, high = (tax_rule(rate) for rate in (500, 1800))
        lines = offers.stay_lines(
            name="Room",
            unit_nights=[(inr(price), high if is_high else low) for price, is_high in nights],
        )

        assert sum(line.quantity for line in lines) == len(nights)
        assert sum(line.price.amount_minor for line in lines) == sum(price for price, _ in nights)
        taxed = sum(line.price.amount_minor for line in lines if line.tax_rule == high)
        assert taxed == sum(price for price, is_high in nights if is_high)


class TestCancellation:
    TIERS = (
        RefundTier(hours_before=48, refund_percent=50),
        RefundTier(hours_before=168, refund_percent=100),
    )

    @pytest.mark.parametrize(
        ("before", "percent"),
        [
            (HOUR * 168 + dt.timedelta(seconds=1), 100),
            (HOUR * 168, 100),
            (HOUR * 168 - dt.timedelta(seconds=1), 50),
            (HOUR * 48, 50),
            (HOUR * 48 - dt.timedelta(seconds=1), 0),
            (-HOUR, 0),
        ],
    )
    def test_the_edge_belongs_to_the_tier(self, before, percent):
        assert (
            cancellation.refund_percent(tiers=self.TIERS, travel_starts_at=START, at=START - before)
            == percent
        )

    @given(st.integers(0, 10**12), st.integers(0, 100))
    def test_never_more_than_what_was_paid(self, paid, percent):
        refund = cancellation.refund_of(paid=inr(paid), percent=percent)

        assert 0 <= refund.amount_minor <= paid


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
