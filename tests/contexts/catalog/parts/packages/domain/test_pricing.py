import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.catalog.errors import NoPriceForParty
from contexts.catalog.parts.packages.contracts import Party, TravellerKind
from contexts.catalog.parts.packages.domain.checks import price_faults
from contexts.catalog.parts.packages.domain.pricing import price_party
from tests.contexts.catalog.facts import inr, price

MAY = dt.date(2026, 5, 1)
PRICES = (
    price(TravellerKind.ADULT, 6500, max_party=3),
    price(TravellerKind.ADULT, 6000, min_party=4),
    price(TravellerKind.CHILD, 3000),
    price(TravellerKind.INFANT, 0),
)


def paid(party, prices=PRICES, start_date=MAY):
    lines = price_party(prices=prices, party=party, start_date=start_date)
    return {line.traveller_kind.value: (line.quantity, line.unit_price) for line in lines}


class TestPriceParty:
    def test_each_kind_pays_its_own_price(self):
        assert paid(Party(adults=2, children=1)) == {
            "ADULT": (2, inr(6500)),
            "CHILD": (1, inr(3000)),
        }

    def test_everybody_counts_towards_the_size_of_the_party(self):
        assert paid(Party(adults=2, children=1, infants=1)) == {
            "ADULT": (2, inr(6000)),
            "CHILD": (1, inr(3000)),
            "INFANT": (1, inr(0)),
        }

    @pytest.mark.parametrize(
        ("start_date", "rupees"),
        [
            (dt.date(2026, 9, 30), 6500),
            (dt.date(2026, 10, 1), 8000),
            (dt.date(2026, 10, 31), 8000),
            (dt.date(2026, 11, 1), 6500),
        ],
    )
    def test_both_ends_of_a_period_are_in_it(self, start_date, rupees):
        october = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
        prices = (
            price(rupees=6500, valid_to=dt.date(2026, 9, 30)),
            price(rupees=8000, valid_from=october[0], valid_to=october[1]),
            price(rupees=6500, valid_from=dt.date(2026, 11, 1)),
        )

        assert paid(Party(adults=1), prices, start_date) == {"ADULT": (1, inr(rupees))}

    @pytest.mark.parametrize(
        ("party", "prices"),
        [
            (Party(adults=0), PRICES),
            (Party(adults=1, infants=1), PRICES[:3]),
            (Party(adults=5), (price(max_party=4),)),
            (Party(adults=1), (price(min_party=2),)),
            (Party(adults=1), (price(valid_from=dt.date(2026, 5, 2)),)),
            (Party(adults=1), (price(valid_to=dt.date(2026, 4, 30)),)),
        ],
    )
    def test_whom_no_price_fits_is_told_so(self, party, prices):
        with pytest.raises(NoPriceForParty):
            paid(party, prices)


parties = st.tuples(st.integers(1, 6), st.none() | st.integers(1, 6))
dates = st.none() | st.dates(dt.date(2026, 5, 1), dt.date(2026, 5, 6))
some_prices = st.lists(
    st.builds(
        lambda party, first, last, rupees: price(
            rupees=rupees, min_party=party[0], max_party=party[1], valid_from=first, valid_to=last
        ),
        parties,
        dates,
        dates,
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=4,
)


class TestPriceFaults:
    @given(some_prices)
    def test_prices_without_faults_never_give_a_traveller_two(self, prices):
        if price_faults(tuple(prices)):
            return
        for size in range(1, 7):
            for day in range(1, 7):
                date = dt.date(2026, 5, day)
                fitting = [
                    each
                    for each in prices
                    if each.min_party <= size <= (each.max_party or size)
                    and (each.valid_from or date) <= date <= (each.valid_to or date)
                ]

                assert len(fitting) <= 1
