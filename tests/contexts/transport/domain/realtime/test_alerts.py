from __future__ import annotations

import pytest

from contexts.transport.domain.realtime import decode
from contexts.transport.domain.realtime.alerts import MOST_TOLD, AlertBook, Subject, in_language
from tests.contexts.transport.domain.realtime.messages import alert, message

NOW = 1_728_003_600
RIDE = {"agency_id": "A", "route_id": "R", "trip_id": "T"}


def told(*entities, stops=()):
    book = AlertBook(decode(message(*entities)).alerts)
    return len(book.about(Subject(**RIDE, stop_ids=frozenset(stops)), NOW))


@pytest.mark.parametrize(
    ("about", "of_ride", "of_stop"),
    [
        (alert("R"), 1, 0),
        (alert(agency="A"), 1, 0),
        (alert("R", trip="T"), 1, 0),
        (alert("R", agency="B"), 0, 0),
        (alert("R", trip="other"), 0, 0),
        (alert(stop="S"), 0, 1),
        (alert("R", stop="S"), 0, 1),
        (alert("Q", stop="S"), 0, 0),
        (alert("R", stop="elsewhere"), 0, 0),
        (alert(), 0, 0),
        (alert("R", until=NOW), 0, 0),
        (alert("R", until=NOW + 1), 1, 0),
    ],
)
def test_all_that_a_subject_names_must_fit(about, of_ride, of_stop):
    assert told(about) == of_ride
    assert told(about, stops=["S", "station"]) == of_stop


def test_the_worst_are_told_first_and_not_more_than_a_few():
    entities = [alert("R", severity="INFO") for _ in range(MOST_TOLD)]
    book = AlertBook(decode(message(*entities, alert("R", severity="SEVERE"))).alerts)

    found = book.about(Subject(**RIDE), NOW)

    assert len(found) == MOST_TOLD
    assert found[0].severity == "severe"


@pytest.mark.parametrize(
    ("language", "text"), [("bn-IN", "কাজ"), ("en", "Works"), ("de", "Works"), ("", "Works")]
)
def test_the_text_is_in_the_callers_language_or_in_one_that_most_read(language, text):
    assert in_language({"bn": "কাজ", "en-GB": "Works"}, language) == text


def test_a_text_without_a_language_is_for_everybody():
    assert in_language({"": "Obras", "en": "Works"}, "de") == "Obras"
    assert in_language({}, "de") == ""
