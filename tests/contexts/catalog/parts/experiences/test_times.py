"""When experiences start and packages depart, and until when they can be booked."""

import datetime as dt
from dataclasses import replace

import pytest

from contexts.catalog import events
from contexts.catalog.parts.experiences.contracts import OpeningHours
from contexts.catalog.parts.experiences.rest.examples import EXPERIENCE
from contexts.catalog.parts.packages.rest.examples import PACKAGE
from riz.clock import local_instant
from riz.events import from_payload

SATURDAY, SUNDAY, MONDAY = (dt.date(2026, 3, day) for day in (28, 29, 30))
HOURS = (
    OpeningHours(weekday=6, opens_at=dt.time(14), closes_at=dt.time(19)),
    OpeningHours(weekday=6, opens_at=dt.time(9), closes_at=dt.time(12)),
    OpeningHours(weekday=7, opens_at=dt.time(2, 30), closes_at=dt.time(18)),
)
WALK = replace(EXPERIENCE, opening_hours=HOURS, start_times=(), booking_cutoff_minutes=0)
IN_BERLIN = "Europe/Berlin"


def utc(date, hour, minute=0):
    return dt.datetime.combine(date, dt.time(hour, minute), dt.UTC)


class TestInstants:
    def test_they_are_in_utc(self):
        at = local_instant(SATURDAY, dt.time(3), "Asia/Kolkata")

        assert at.isoformat() == "2026-03-27T21:30:00+00:00"

    @pytest.mark.parametrize(
        ("date", "hour", "minute", "in_utc"),
        [
            (SUNDAY, 1, 59, "2026-03-29T00:59"),
            (SUNDAY, 2, 0, "2026-03-29T01:00"),
            (SUNDAY, 2, 30, "2026-03-29T01:30"),  # shown as 03:30 there
            (SUNDAY, 3, 0, "2026-03-29T01:00"),
            (dt.date(2026, 10, 25), 2, 30, "2026-10-25T00:30"),
            (dt.date(2026, 10, 25), 3, 0, "2026-10-25T02:00"),
        ],
    )
    def test_left_out_times_are_later_and_twofold_ones_the_first(self, date, hour, minute, in_utc):
        at = local_instant(date, dt.time(hour, minute), IN_BERLIN)

        assert at.isoformat() == f"{in_utc}:00+00:00"


class TestExperience:
    def test_a_day_as_a_whole_is_from_its_first_opening_to_its_last_closing(self):
        assert WALK.starts_at(SATURDAY) == utc(SATURDAY, 3, 30)
        assert WALK.closes_at(SATURDAY) == utc(SATURDAY, 13, 30)
        assert WALK.bookable_until(SATURDAY) == utc(SATURDAY, 13, 30)

    def test_a_weekday_without_hours_is_like_the_rest_of_the_week(self):
        assert WALK.starts_at(MONDAY) == utc(SUNDAY, 21)
        assert WALK.closes_at(MONDAY) == utc(MONDAY, 13, 30)

    def test_a_start_can_be_booked_until_it_is_due(self):
        midnight = dt.time()

        assert WALK.starts_at(SATURDAY, dt.time(16)) == utc(SATURDAY, 10, 30)
        assert WALK.bookable_until(SATURDAY, dt.time(16)) == utc(SATURDAY, 10, 30)
        assert WALK.starts_at(SUNDAY, midnight) == utc(SATURDAY, 18, 30)

    def test_the_cutoff_is_time_that_passes(self):
        early = replace(WALK, time_zone=IN_BERLIN, booking_cutoff_minutes=120)

        assert early.starts_at(SUNDAY) == utc(SUNDAY, 1, 30)
        assert early.bookable_until(SUNDAY, dt.time(4)) == utc(SUNDAY, 0)


class TestPackage:
    def test_it_departs_at_its_time(self):
        assert PACKAGE.starts_at(SATURDAY) == utc(SATURDAY, 4)
        assert PACKAGE.bookable_until(SATURDAY) == utc(dt.date(2026, 3, 27), 4)


@pytest.mark.parametrize(
    ("event", "missing", "times"),
    [
        (events.ExperiencePublished, {"daily_capacity": 4, "open_weekdays": [6]}, {"starts": ()}),
        (
            events.PackagePublished,
            {"departure_capacity": 4, "departure_weekdays": [6]},
            {"departure_time": dt.time(9)},
        ),
    ],
)
def test_events_from_before_there_were_times_are_read(event, missing, times):
    subject = event.aggregate
    stored = {
        subject: str(EXPERIENCE.id),
        "seller_id": str(EXPERIENCE.id),
        "time_zone": "Asia/Kolkata",
        "occurred_at": "2026-01-01T00:00:00Z",
        **missing,
    }

    read = from_payload(event, stored)

    assert {name: getattr(read, name) for name in times} == times
    assert read.booking_cutoff_minutes == 0
