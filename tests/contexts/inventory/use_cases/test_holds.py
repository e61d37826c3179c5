from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.inventory import api as inventory
from contexts.inventory import errors, queries
from contexts.inventory.contracts import HoldState
from contexts.inventory.models import Hold, Resource, StockDate
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from contexts.inventory.use_cases.place_hold import place_hold
from riz.actor import SYSTEM
from riz.outbox.models import OutboxEvent
from tests.contexts.inventory.factories import (
    DAY,
    LATER,
    NOW,
    ONE,
    ResourceFactory,
    counters,
    line,
    open_calendar,
)

pytestmark = pytest.mark.django_db


def change(placed, *lines, at=NOW):
    return inventory.change_hold(hold_id=placed.id, lines=lines, at=at)


def hold(*lines, requester="user:1", at=NOW, expires_at=LATER, **limits):
    return place_hold(
        lines=lines, requester=requester, expires_at=expires_at, actor=SYSTEM, at=at, **limits
    )


class TestPlacing:
    def test_every_night_is_held(self):
        resource = open_calendar()

        placed = hold(line(resource, nights=2, quantity=2))

        assert placed.state is HoldState.HELD
        assert inventory.get_hold(hold_id=placed.id) == placed
        assert list(counters(resource).values())[:3] == [(2, 0), (2, 0), (0, 0)]
        assert not OutboxEvent.objects.exists()

    def test_two_lines_of_one_resource_are_summed_before_the_check(self):
        resource = open_calendar(capacity=3)

        with pytest.raises(errors.SoldOut) as refusal:
            hold(line(resource, quantity=2), line(resource, quantity=2))

        assert refusal.value.details["wanted"] == 4
        assert counters(resource)[DAY] == (0, 0)

    def test_sums_that_only_meet_on_a_later_date_are_summed_too(self):
        resource = open_calendar(capacity=3)

        with pytest.raises(errors.SoldOut) as refusal:
            hold(line(resource, nights=3, quantity=2), line(resource, first=DAY + ONE, quantity=2))

        assert refusal.value.details == {
            "resource_id": str(resource.id),
            "date": "2026-04-02",
            "free": 3,
            "wanted": 4,
        }
        assert set(counters(resource).values()) == {(0, 0)}

    def test_a_sold_out_line_keeps_nothing_of_the_others(self):
        package, stay = open_calendar(capacity=20), open_calendar(capacity=1)
        hold(line(stay))

        with pytest.raises(errors.SoldOut):
            hold(line(package, quantity=4), line(stay, first=DAY, nights=2))

        assert Hold.objects.count() == 1
        assert set(counters(package).values()) == {(0, 0)}
        assert counters(stay)[DAY + ONE] == (0, 0)

    def test_a_missing_calendar_row_is_not_on_sale(self):
        resource = open_calendar()
        StockDate.objects.filter(resource=resource, date=DAY + ONE).delete()

        with pytest.raises(errors.NotOnSale):
            hold(line(resource, nights=3))

        assert set(counters(resource).values()) == {(0, 0)}

    def test_what_staff_blocked_or_closed_is_not_sold(self):
        resource = open_calendar(capacity=3)
        StockDate.objects.filter(resource=resource, date=DAY).update(blocked=2)
        StockDate.objects.filter(resource=resource, date=DAY + ONE).update(is_closed=True)

        with pytest.raises(errors.SoldOut):
            hold(line(resource, quantity=2))
        with pytest.raises(errors.DateClosed):
            hold(line(resource, nights=2))

    def test_today_at_the_place_counts_and_yesterday_does_not(self):
        late = dt.datetime(2026, 3, 31, 20, 0, tzinfo=dt.UTC)  # the first of April in Agartala
        resource = open_calendar(first=dt.date(2026, 3, 31))

        with pytest.raises(errors.DateInPast):
            hold(line(resource, first=dt.date(2026, 3, 31)), at=late)
        assert hold(line(resource, first=DAY), at=late)

    def test_an_unknown_resource_is_named(self):
        known, unknown = open_calendar(), ResourceFactory.build()

        with pytest.raises(errors.UnknownResource):
            hold(line(known), line(unknown))

    def test_a_caller_holds_so_much_at_once(self):
        resource = open_calendar(capacity=10)
        for _ in range(2):
            hold(line(resource), live_limit=2)

        with pytest.raises(errors.TooManyHolds):
            hold(line(resource), live_limit=2)
        assert hold(line(resource), requester="user:2", live_limit=2)


class TestSteps:
    def test_confirming_sells_once(self):
        resource = open_calendar()
        placed = hold(line(resource, nights=2, quantity=2))

        for _ in range(2):
            sold = inventory.confirm_hold(hold_id=placed.id, at=NOW)

        assert sold.state is HoldState.CONFIRMED
        assert list(counters(resource).values())[:3] == [(0, 2), (0, 2), (0, 0)]

    def test_releasing_frees_once_and_a_sale_is_not_released(self):
        resource = open_calendar()
        given_up, sold = hold(line(resource)), hold(line(resource))
        inventory.confirm_hold(hold_id=sold.id, at=NOW)

        for _ in range(2):
            inventory.release_hold(hold_id=given_up.id, actor=SYSTEM, at=NOW)

        assert counters(resource)[DAY] == (0, 1)
        with pytest.raises(errors.HoldEnded):
            inventory.release_hold(hold_id=sold.id, actor=SYSTEM, at=NOW)
        with pytest.raises(errors.HoldEnded):
            inventory.confirm_hold(hold_id=given_up.id, at=NOW)

    def test_a_sale_is_returned_once(self):
        resource = open_calendar()
        placed = hold(line(resource))
        with pytest.raises(errors.HoldEnded):
            inventory.return_sale(hold_id=placed.id, at=NOW)
        inventory.confirm_hold(hold_id=placed.id, at=NOW)

        for _ in range(2):
            returned = inventory.return_sale(hold_id=placed.id, at=NOW)

        assert returned.state is HoldState.RETURNED
        assert counters(resource)[DAY] == (0, 0)

    def test_what_ran_out_can_not_be_sold_even_before_the_sweep(self):
        placed = hold(line(open_calendar()))

        with pytest.raises(errors.HoldExpired):
            inventory.confirm_hold(hold_id=placed.id, at=LATER)

    def test_the_sweep_frees_only_what_is_due(self):
        resource = open_calendar()
        due = [hold(line(resource, nights=2)) for _ in range(2)]
        live = hold(line(resource), expires_at=LATER + ONE)

        assert expire_stale_holds(at=LATER, limit=1) == 1
        assert expire_stale_holds(at=LATER) == 1
        assert expire_stale_holds(at=LATER) == 0

        assert counters(resource)[DAY] == (1, 0)
        assert inventory.get_hold(hold_id=live.id).state is HoldState.HELD
        expired = OutboxEvent.objects.filter(name="inventory.hold.expired.v1")
        assert {row.aggregate_id for row in expired} == {placed.id for placed in due}

    def test_an_extended_hold_lives_longer_and_never_shorter(self):
        placed = hold(line(open_calendar()))

        longer = inventory.extend_hold(hold_id=placed.id, expires_at=LATER + ONE, at=NOW)
        same = inventory.extend_hold(hold_id=placed.id, expires_at=NOW, at=NOW)

        assert longer.expires_at == same.expires_at == LATER + ONE
        with pytest.raises(errors.HoldExpired):
            inventory.extend_hold(hold_id=placed.id, expires_at=LATER, at=LATER + ONE)

    def test_a_hold_is_handed_over_once(self):
        placed = hold(line(open_calendar()), requester="user:1")

        def take(to):
            return inventory.extend_hold(
                hold_id=placed.id,
                expires_at=LATER,
                at=NOW,
                from_requester="user:1",
                to_requester=to,
            )

        assert take("booking:1").requester == "booking:1"
        with pytest.raises(errors.HoldNotFound):
            take("booking:2")


class TestChanging:
    @pytest.mark.parametrize("is_sold", [False, True])
    def test_only_the_difference_moves(self, is_sold):
        resource = open_calendar(capacity=2)
        placed = hold(line(resource, nights=3, quantity=2))
        if is_sold:
            inventory.confirm_hold(hold_id=placed.id, at=NOW)

        # The nights in the middle are full: they would be refused if they were taken anew.
        changed = change(placed, line(resource, first=DAY + ONE, nights=3, quantity=2))

        of = (lambda units: (0, units)) if is_sold else (lambda units: (units, 0))
        assert list(counters(resource).values())[:5] == [of(0), of(2), of(2), of(2), of(0)]
        assert inventory.get_hold(hold_id=placed.id) == changed
        assert changed.state is (HoldState.CONFIRMED if is_sold else HoldState.HELD)

    def test_fewer_units_go_back_and_another_thing_is_taken(self):
        rooms, walk = open_calendar(), open_calendar(capacity=5)
        placed = hold(line(rooms, quantity=3))

        change(placed, line(rooms, quantity=1), line(walk, quantity=4))

        assert (counters(rooms)[DAY], counters(walk)[DAY]) == ((1, 0), (4, 0))

    def test_what_can_not_be_had_changes_nothing(self):
        resource, full = open_calendar(), open_calendar(capacity=1)
        hold(line(full))
        placed = hold(line(resource))

        with pytest.raises(errors.SoldOut):
            change(placed, line(resource, nights=2), line(full))

        assert counters(resource) == counters(resource) | {DAY: (1, 0), DAY + ONE: (0, 0)}
        assert inventory.get_hold(hold_id=placed.id) == placed

    def test_what_was_held_is_kept_although_it_is_closed_and_past_and_nothing_new_is(self):
        resource = open_calendar(first=DAY - ONE, capacity=1)
        placed = hold(line(resource, first=DAY - ONE, nights=2), expires_at=LATER + ONE * 60)
        StockDate.objects.filter(resource=resource, date=DAY).update(is_closed=True)
        on_the_day = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)

        change(placed, line(resource, first=DAY, nights=1), at=on_the_day)
        with pytest.raises(errors.DateInPast):
            change(placed, line(resource, first=DAY - ONE, nights=2), at=on_the_day)
        change(placed, line(resource, first=DAY, nights=2), at=on_the_day)

        assert list(counters(resource).values())[:3] == [(0, 0), (1, 0), (1, 0)]

    def test_a_longer_stay_keeps_to_what_its_arrival_asks(self):
        resource = open_calendar()
        placed = hold(line(resource, nights=2))
        StockDate.objects.filter(resource=resource, date=DAY).update(min_stay=2, max_stay=3)

        with pytest.raises(errors.StayAboveMaximum):
            change(placed, line(resource, nights=4))
        change(placed, line(resource, nights=1))

        assert counters(resource)[DAY + ONE] == (0, 0)

    def test_what_is_over_is_not_changed(self):
        resource = open_calendar()
        late, given_up = hold(line(resource)), hold(line(resource))
        inventory.release_hold(hold_id=given_up.id, actor=SYSTEM, at=NOW)

        with pytest.raises(errors.HoldExpired):
            change(late, line(resource, nights=2), at=LATER)
        with pytest.raises(errors.HoldEnded):
            change(given_up, line(resource, nights=2))


class TestTheCalls:
    def test_a_hold_is_one_look_and_one_call(self, django_assert_num_queries):
        resources = [open_calendar(capacity=9) for _ in range(5)]

        # The transaction of a test is a savepoint and its release.
        with django_assert_num_queries(4) as seen:
            hold(*(line(each, nights=7, quantity=2) for each in resources))

        assert [query["sql"].split()[0] for query in seen] == [
            "SAVEPOINT",
            "SELECT",
            "SELECT",
            "RELEASE",
        ]

    def test_what_was_withdrawn_after_the_look_is_refused_under_the_lock(self, monkeypatch):
        one_night, week = open_calendar(), open_calendar()
        monkeypatch.setattr(
            queries, "check_sale", lambda **_: Resource.objects.update(is_open=False)
        )

        for wanted in (line(one_night), line(week, nights=7)):
            with pytest.raises(errors.NotOnSale):
                hold(wanted)

        assert {*counters(one_night).values(), *counters(week).values()} == {(0, 0)}

    @pytest.mark.parametrize("is_durable", [True, False])
    def test_only_what_need_not_be_durable_commits_before_the_disk_has_it(self, is_durable):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")

            hold(line(open_calendar()), is_durable=is_durable)

            cursor.execute("SHOW synchronous_commit")
            assert (cursor.fetchone()[0] == "off") is not is_durable


class TestTheTable:
    @pytest.mark.parametrize(
        "wrong", [{"held": 4}, {"sold": -1}, {"blocked": 2, "sold": 2}, {"capacity": 0, "held": 1}]
    )
    def test_refuses_counters_that_can_not_be(self, wrong):
        resource = open_calendar(capacity=3)

        with pytest.raises(IntegrityError), transaction.atomic():
            StockDate.objects.filter(resource=resource, date=DAY).update(**wrong)
