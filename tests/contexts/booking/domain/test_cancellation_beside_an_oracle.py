"""Cancellation charges beside an oracle, at instants that crowd around edges and changes of clocks."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, partial
from zoneinfo import ZoneInfo

import pytest

from contexts.booking.contracts import (
    CancellationTerms,
    CancellationTier,
    Charge,
    ChargeKind,
    LineKind,
    PriceLine,
)
from contexts.booking.domain import cancellation
from riz.ids import new_id
from riz.money import Money
from tests.contexts.booking.domain import cancellation_oracle as oracle

SALES = 10_000
SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FIRST = dt.datetime(2009, 1, 1, tzinfo=dt.UTC)
# The clocks of Kolkata stand still, those of Lord Howe move by half an hour; Apia left out a day, Casablanca goes back
# for Ramadan, and St John's changed a minute after midnight.
ZONES = (
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/St_Johns",
)
HOURS = (0, 1, 2, 3, 6, 12, 23, 24, 25, 48, 72, 168, 720)
NEAR = (
    dt.timedelta(0),
    *(side * step for side in (-1, 1) for step in (dt.timedelta(microseconds=1), SECOND, HOUR)),
)
RULES = [(None, 0, ""), *((new_id(), rate, "996311") for rate in (500, 1200, 1800))]


@cache
def changes(zone):
    """Return the instants at which the clock changes, of twenty years."""
    found, day = [], FIRST
    for _ in range(20 * 365):
        if (
            day.astimezone(ZoneInfo(zone)).utcoffset()
            != (day + DAY).astimezone(ZoneInfo(zone)).utcoffset()
        ):
            found.append(oracle.change_between(zone, day, day + DAY))
        day += DAY
    return found


def random_charge(chance):
    kind = chance.choice(list(ChargeKind))
    most = {ChargeKind.PERCENT: 100, ChargeKind.NIGHTS: 4, ChargeKind.SUM: 60_000}[kind]
    return Charge(kind=kind, value=chance.choice((0, most, chance.randint(0, most))))


def random_terms(chance):
    hours = {chance.choice((*HOURS, chance.randint(0, 200))) for _ in range(chance.randint(0, 4))}
    tiers = [CancellationTier(hours_before=each, charge=random_charge(chance)) for each in hours]
    chance.shuffle(tiers)
    grace = chance.choice((0, 0, 1, 24, 72))
    return CancellationTerms(tiers=tuple(tiers), grace_hours=grace, no_show=random_charge(chance))


def random_line(chance, *, night):
    price, quantity = (
        chance.choice((0, 1, 7_50_000, chance.randint(1, 20_000))),
        chance.randint(1, 3),
    )
    rule, rate, sac = chance.choice(RULES)
    return PriceLine(
        kind=chance.choice([*list(LineKind), LineKind.BASE]),
        name="Room",
        date=night,
        traveller_kind=None,
        guests=None,
        quantity=quantity,
        unit_price=Money(price, "INR"),
        price=Money(price * quantity, "INR"),
        tax_rule_id=rule,
        tax_rate_basis_points=rate,
        sac=sac,
        tax=Money((price * quantity * rate + 5_000) // 10_000, "INR"),
    )


def random_lines(chance):
    night = dt.date(2027, 2, 27)
    nights = [night + chance.randint(0, 3) * DAY for _ in range(chance.randint(1, 5))]
    undated = chance.random() < 0.2
    return tuple(random_line(chance, night=None if undated else night) for night in nights)


def random_sale(chance, lines):
    """Return a sale of which, more often than not, an edge is within hours of a change of the clock."""
    zone, terms = chance.choice(ZONES), random_terms(chance)
    start = FIRST + chance.randint(0, 20 * 365 * 24 * 60) * SECOND * 60
    if changes(zone) and chance.random() < 0.7:
        hours = chance.choice([0, *(tier.hours_before for tier in terms.tiers)])
        start = chance.choice(changes(zone)) + hours * HOUR
        start += chance.choice(
            (chance.choice(NEAR), chance.randint(-26 * 60, 26 * 60) * SECOND * 60)
        )
    booked = start - chance.choice((HOUR, DAY, 3 * DAY, chance.randint(1, 1000) * HOUR))
    return {
        "terms": terms,
        "lines": chance.choice(lines),
        "booked_at": booked,
        "travel_starts_at": start,
        "time_zone": zone,
    }


def instants(chance, sale):
    """Return instants on, just before and just after what could matter."""
    start, booked = sale["travel_starts_at"], sale["booked_at"]
    edges = [edge for edge, _ in oracle.edges(sale["terms"], start, sale["time_zone"])]
    ends = [*edges, *edges, start, booked, booked + sale["terms"].grace_hours * HOUR]
    return [chance.choice(ends) + chance.choice(NEAR) for _ in range(2)]


def sales(seed, count=SALES):
    """Make sales by chance, each with some instants; there are fewer prices than sales."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    lines = [random_lines(chance) for _ in range(100)]
    for _ in range(count):
        sale = random_sale(chance, lines)
        yield sale, instants(chance, sale)


def agrees(sale, at):
    kept = cancellation.charge_at(**sale, at=at)
    return kept == Money(oracle.charge_at(**sale, at=at), "INR")


def test_charges_are_those_of_the_oracle():
    for sale, moments in sales(34):
        for at in moments:
            assert agrees(sale, at), (sale, at)


def test_written_instants_say_the_same_as_charges_at_instants():
    for sale, moments in sales(35, 3_000):
        written = cancellation.charges_until(**sale)
        untils = [one.until for one in written]
        assert untils == sorted(set(untils)), sale
        assert all(one.charge != later.charge for one, later in itertools.pairwise(written))
        for at in (*moments, *untils):
            if sale["booked_at"] <= at < sale["travel_starts_at"]:
                stated = [one.charge.amount_minor for one in written if at <= one.until]
                whole = sum(map(oracle.gross, sale["lines"]))
                assert [*stated, whole][0] == oracle.charge_at(**sale, at=at), (sale, at)


def test_kept_lines_sum_to_what_is_kept_and_bear_its_tax():
    chance = random.Random(40)  # noqa: S311 - nothing here is secret
    for _ in range(2_000):
        lines = random_lines(chance)
        whole = sum(map(oracle.gross, lines))
        kept = chance.choice((whole, min(whole, 1), chance.randint(0, whole)))
        written = cancellation.kept_lines(lines=lines, kept=Money(kept, "INR"))
        assert sum((one.price + one.tax).amount_minor for one in written) == kept
        for one in written:
            rate = one.tax_rate_basis_points
            share = (one.price + one.tax).amount_minor
            of_rule = [each for each in lines if each.tax_rule_id == one.tax_rule_id]
            assert abs(share - Fraction(kept * sum(map(oracle.gross, of_rule)), whole)) < 1
            tax = Decimal(share * rate) / (10_000 + rate)
            if share == sum(map(oracle.gross, of_rule)):  # the whole bears what it was sold with
                sold = [each for each in of_rule if each.kind is not LineKind.CANCELLATION]
                assert one.tax.amount_minor == sum(each.tax.amount_minor for each in sold)
            else:
                assert one.tax.amount_minor == tax.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def elapsed(tier, travel_starts_at, time_zone):
    return travel_starts_at - tier.hours_before * HOUR


def just_before(edge, tier, travel_starts_at, time_zone):
    return edge(tier, travel_starts_at, time_zone) - SECOND


def read_late(tier, travel_starts_at, time_zone):
    zone = ZoneInfo(time_zone)
    wall = travel_starts_at.astimezone(zone).replace(tzinfo=None) - tier.hours_before * HOUR
    return wall.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)


@pytest.mark.parametrize(
    "wrong",
    [elapsed, read_late, partial(just_before, cancellation._edge)],
    ids=["elapsed", "late", "early"],
)
def test_the_oracle_finds_an_edge_that_is_wrong(monkeypatch, wrong):
    monkeypatch.setattr(cancellation, "_edge", wrong)
    assert not all(agrees(sale, at) for sale, moments in sales(34) for at in moments)


def test_the_oracle_finds_a_charge_that_is_rounded_down(monkeypatch):
    right = cancellation._cost

    def wrong(charge, lines):
        if charge.kind is not ChargeKind.PERCENT:
            return right(charge, lines)
        return Money(cancellation._total(lines).amount_minor * charge.value // 100, "INR")

    monkeypatch.setattr(cancellation, "_cost", wrong)
    assert not all(agrees(sale, at) for sale, moments in sales(34) for at in moments)
