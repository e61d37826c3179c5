"""A small town with a bus, a tram and a night train, and a far one with a flight, put into searches."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
from django.conf import settings

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.feed import FORMAT, Texts
from contexts.transport.gateways import compiled as stored
from contexts.transport.gateways import timetable
from contexts.transport.models import Feed, FeedVersion
from riz import clock
from riz.caching import generations
from riz.ids import new_id
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, compiled

MINUTE, HOUR = 60, 3600
DAYS = 30
MARKET, SCHOOL, PARK, PORT = (23.80, 91.20), (23.82, 91.24), (23.84, 91.28), (23.86, 91.32)
FARM = (23.99, 91.60)
CAPITAL, COAST = (28.60, 77.20), (23.80, 91.20)
NAMES = ["Market", "School", 'Park <&> "Zoo"', "Port"]


def tomorrow():
    return (clock.now() + dt.timedelta(days=1)).date()


def first_day():
    return (clock.now().date() - dt.date(1970, 1, 1)).days - 2


def at(hour, minute=0, *, days=0):
    """An instant on the day that is searched, in UTC as all of these feeds are."""
    moment = dt.datetime.combine(tomorrow(), dt.time(hour, minute), tzinfo=dt.UTC)
    return (moment + dt.timedelta(days=days)).isoformat()


def town():
    """A slow bus that stops everywhere each half hour, and a quick tram that does not."""
    bus = [
        trip(start, start + 15 * MINUTE, start + 30 * MINUTE, start + 45 * MINUTE)
        for start in range(6 * HOUR, 20 * HOUR, 30 * MINUTE)
    ]
    tram = [trip(s, s + 12 * MINUTE) for s in range(6 * HOUR, 20 * HOUR, HOUR)]
    back = [
        trip(s, s + 15 * MINUTE, s + 30 * MINUTE, s + 45 * MINUTE)
        for s in range(6 * HOUR, 20 * HOUR, HOUR)
    ]
    network = Network(
        stops=[MARKET, SCHOOL, PARK, PORT],
        lines=[
            FeedLine([0, 1, 2, 3], bus, Mode.BUS),
            FeedLine([0, 3], tram, Mode.TRAM),
            FeedLine([3, 2, 1, 0], back, Mode.BUS),
        ],
        days=[[1] * DAYS],
        first_date=first_day(),
    )
    feed = compiled(network, name="town", sha256="a" * 64)
    return replace(
        feed,
        stop_names=Texts.of(NAMES),
        translation_field=Texts.of(["stop_name"]),
        translation_language=Texts.of(["bn"]),
        translation_source=Texts.of(["Market"]),
        translation_text=Texts.of(["বাজার"]),
        position_metres=np.array([0, 4600, 9200, 13800, 0, 13800, 0, 4600, 9200, 13800], np.int32),
    )


def trip(*times):
    return FeedTrip([(time, time) for time in times])


def country():
    """A train that takes two nights and a day, and a flight of three hours."""
    network = Network(
        stops=[CAPITAL, COAST],
        lines=[
            FeedLine([0, 1], [trip(8 * HOUR, 44 * HOUR)], Mode.TRAIN),
            FeedLine([0, 1], [trip(10 * HOUR, 13 * HOUR)], Mode.FLIGHT),
        ],
        days=[[1] * DAYS],
        first_date=first_day(),
    )
    feed = compiled(network, name="country", sha256="b" * 64)
    return replace(
        feed,
        stop_names=Texts.of(["Capital", "Coast"]),
        position_metres=np.array([0, 1_900_000, 0, 1_500_000], np.int32),
    )


def country_with_coaches():
    """A train, and a coach at the same time that is quicker, cheaper and greener."""
    network = Network(
        stops=[CAPITAL, COAST],
        lines=[
            FeedLine([0, 1], [trip(8 * HOUR, 44 * HOUR)], Mode.TRAIN),
            FeedLine([0, 1], [trip(9 * HOUR, 12 * HOUR)], Mode.COACH),
        ],
        days=[[1] * DAYS],
        first_date=first_day(),
    )
    feed = compiled(network, name="coaches", sha256="e" * 64)
    return replace(
        feed,
        stop_names=Texts.of(["Capital", "Coast"]),
        position_metres=np.array([0, 1_900_000, 0, 100_000], np.int32),
    )


def put_into_searches(feed, *, is_long_distance=False, of=None):
    """Store a feed as an import would, and have it searched."""
    row = of or Feed.objects.create(
        slug=feed.name,
        name=feed.name.capitalize(),
        licence="CC0",
        attribution="Nobody",
        is_long_distance=is_long_distance,
        created_at=clock.now(),
    )
    folder = f"{feed.name}-{new_id()}"
    stored.save(feed, Path(settings.RIZ_TRANSPORT_FOLDER) / folder)
    version = FeedVersion.objects.create(
        feed=row,
        state="ready",
        is_active=True,
        folder=folder,
        sha256=feed.sha256,
        format=FORMAT,
        started_at=clock.now(),
        next_attempt_at=clock.now(),
    )
    forget()
    return version


def forget():
    """Have the next search see what the database says."""
    timetable.forget()
    generations.forget()
