"""One ticket sold at several prices: what it costs depends on where it was bought."""

from __future__ import annotations

import pytest

from contexts.transport.domain.engine import Engine
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, NO_PRODUCT
from tests.contexts.transport.oracle.answers import Oracle
from tests.contexts.transport.oracle.cases import case_of
from tests.contexts.transport.oracle.comparison import compare


@pytest.mark.parametrize("part", range(3))
def test_who_leaves_at_a_time_pays_where_the_ticket_is_bought(part):
    differs = 0
    for seed in range(part * 100, part * 100 + 100):
        case = case_of(seed, stops=7, lines=11, trips=3, ways=6, max_rides=3, several_prices=True)
        prices: dict[int, set[int]] = {}
        for line in case.lines:
            prices.setdefault(line.product, set()).add(line.boarding[COST])
        differs += any(len(each) > 1 for one, each in prices.items() if one != NO_PRODUCT)
        engine, oracle = Engine(case.view), Oracle(case.view)
        compare(engine, oracle, "pareto", case.request, criteria=(COST,))
        compare(engine, oracle, "restricted", case.request, criteria=(COST, DISCOMFORT, CO2))
    assert differs > 50
