"""Answers are kept for a while: under one key however a question is spelt, and never beyond what they were made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings as configured

from contexts.transport.contracts import Place, PlaceKind, TravelMode, When, Wishes
from contexts.transport.gateways import live_feeds
from contexts.transport.models import RealtimeSource
from contexts.transport.queries import answering
from contexts.transport.use_cases.poll_realtime_source import poll_realtime_source
from riz import clock
from riz.valkey import prompt_client
from tests.contexts.transport.domain.realtime.messages import message, update
from tests.contexts.transport.realtime_source import source
from tests.contexts.transport.rest import networks
from tests.support.waiting import eventually

TRAM_AT_8 = "T30"
MOMENT = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)


def kept() -> int:
    """Return how many answers are kept."""
    return sum(1 for _ in prompt_client(configured.REDIS_URL).scan_iter("riz:transport:answer:*"))


def trams(answer) -> list[str]:
    legs = [leg for option in answer.json()["results"] for leg in option["legs"]]
    return [leg["origin"]["at"][11:16] for leg in legs if leg["mode"] == "tram"]


@pytest.fixture(autouse=True)
def long(settings, monkeypatch):
    settings.RIZ_TRANSPORT_ANSWER_SECONDS = 600
    monkeypatch.setattr(live_feeds, "REMEMBERED_SECONDS", 0.05)


def key(**wishes) -> tuple[str, ...]:
    """Return what an answer to somebody with these wishes is kept under."""
    here = Place(PlaceKind.POINT, "Market", 23.8, 91.2, "Asia/Kolkata")
    there = Place(PlaceKind.POINT, "Port", 23.86, 91.32, "Asia/Kolkata")
    return answering.asked(here, there, When(at=MOMENT, window_s=60), Wishes(**wishes))


class TestSpellings:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"criteria": "cost,time"}, {"criteria": "time,cost"}),
            ({"criteria": "cost:1,time:2"}, {"criteria": " time:2.0 , cost"}),
            ({"criteria": "cost,co2:0"}, {"criteria": "cost"}),
            ({}, {"criteria": "time,cost,transfers:0.4,comfort:0.4,co2:0.2"}),
            ({"modes": frozenset(TravelMode)}, {"modes": frozenset([*TravelMode][::-1])}),
        ],
    )
    def test_two_of_one_question_have_one_answer(self, one, other):
        assert key(**one) == key(**other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"criteria": "cost,time"}, {"criteria": "cost,time:2"}),
            ({"criteria": "cost:1.0000001,time"}, {"criteria": "cost:1.0000002,time"}),
            ({"criteria": "cost,co2:0"}, {"criteria": "cost,co2"}),
            ({}, {"modes": frozenset([TravelMode.TRAM])}),
            ({}, {"everything": True}),
            ({}, {"expand": frozenset(["stops"])}),
        ],
    )
    def test_two_questions_have_two(self, one, other):
        assert key(**one) != key(**other)

    @pytest.mark.django_db
    def test_criteria_that_mean_nothing_are_refused_before_anything_is_kept(self, search):
        assert search(criteria="price", status=422).json()["code"] == "transport.invalid_criteria"
        assert kept() == 0

    @pytest.mark.django_db
    def test_who_spells_it_otherwise_gets_what_was_kept(self, search):
        until_kept(search, 1, criteria="cost,time")
        until_kept(search, 2, criteria="cost")

        assert search(criteria=" time, cost:1").status_code == 200
        assert kept() == 2


def until_kept(search, answers, **asked):
    """Ask until so many answers are kept: a busy Valkey may have been given up on at first."""
    assert eventually(lambda: search(**asked) and kept() == answers)


@pytest.mark.django_db(transaction=True)
class TestTheStateOfThings:
    def test_another_version_has_answers_of_its_own(self, search, town):
        old = search(modes="tram").json()
        until_kept(search, 1, modes="tram")

        town.is_active = False
        town.save()
        networks.put_into_searches(replace(networks.town(), sha256="c" * 64), of=town.feed)
        new = search(modes="tram").json()

        assert new["timetable"] != old["timetable"]
        assert new["attributions"] != old["attributions"]

    def test_what_is_said_now_takes_the_place_of_what_was_kept(self, search, town):
        with source() as server:
            row = RealtimeSource.objects.create(
                feed=town.feed, url=server.url, next_attempt_at=clock.now()
            )
            networks.forget()
            asked = {"modes": "tram", "window_s": 1800}
            until_kept(search, 1, **asked)
            assert trams(search(**asked)) == ["08:00"]
            now = clock.now()
            day = networks.tomorrow().strftime("%Y%m%d")
            server.body = message(update(TRAM_AT_8, date=day, delay=900), at=int(now.timestamp()))
            assert poll_realtime_source(source_id=row.id, at=now)

            assert eventually(lambda: trams(search(**asked)) == ["08:15"])
