"""What opening a use case comes to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riz.actor import ANONYMOUS, SYSTEM, Actor
from riz.caching.models import Generation
from riz.errors import Forbidden
from riz.ids import new_id
from riz.use_cases import use_case

pytestmark = pytest.mark.django_db(transaction=True)
AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
PARTNER = Actor(id=new_id(), kind="partner", partner_id=new_id(), scopes=frozenset())
APPLICATION = Actor(id=new_id(), kind="traveller", scopes=frozenset({"bookings:write"}))
PERSON = Actor(id=new_id(), kind="traveller")
asked: list[tuple[Actor, list[str]]] = []


def note_question(*, actor, at):
    """Stands where identity answers: keep who was asked for, and what was written by then."""
    assert at == AT
    assert connection.in_atomic_block
    asked.append((actor, names()))


def refuse(*, actor, at):
    raise Forbidden


@pytest.fixture(autouse=True)
def questions(settings):
    asked.clear()
    settings.RIZ_ENSURE_STILL_ALLOWED = f"{__name__}.note_question"


@use_case
def write(name, *, actor, at):
    Generation.objects.create(name=name)
    return name


@use_case
def write_both(*, actor, inner, at):
    write("inner", actor=inner, at=at)
    return write("outer", actor=SYSTEM, at=at)


@use_case
def write_for_nobody(*, inner, at):
    write("inner", actor=inner, at=at)


@use_case
def write_and_fail(*, actor, at):
    write("inner", actor=actor, at=at)
    raise Forbidden


def names():
    return sorted(Generation.objects.values_list("name", flat=True))


def test_it_returns_what_the_function_returns_and_keeps_its_name():
    assert write("one", actor=PERSON, at=AT) == "one"
    assert (write.__name__, names()) == ("write", ["one"])


def test_a_use_case_joins_the_transaction_of_the_one_that_calls_it():
    with pytest.raises(Forbidden):
        write_and_fail(actor=PERSON, at=AT)

    assert names() == []


def test_a_refusal_that_is_answered_undoes_the_inner_one_alone():
    @use_case
    def carry_on(*, at):
        write("outer", actor=SYSTEM, at=at)
        with pytest.raises(Forbidden):
            write_and_fail(actor=PARTNER, at=at)

    carry_on(at=AT)

    assert names() == ["outer"]
    assert asked == []


@pytest.mark.parametrize("actor", [PERSON, SYSTEM, ANONYMOUS], ids=["person", "system", "nobody"])
def test_for_people_and_the_system_nothing_is_asked(actor):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        write("one", actor=actor, at=AT)

    assert asked == []
    assert [query["sql"].split()[0] for query in queries] == ["BEGIN", "INSERT", "COMMIT"]


@pytest.mark.parametrize("actor", [PARTNER, APPLICATION], ids=["partner", "application"])
def test_for_a_program_the_question_comes_after_the_work(actor):
    write("one", actor=actor, at=AT)

    assert asked == [(actor, ["one"])]


def test_it_comes_once_and_last_in_the_outermost():
    write_both(actor=PARTNER, inner=PARTNER, at=AT)

    assert asked == [(PARTNER, ["inner", "outer"])]


def test_the_program_of_an_inner_one_is_asked_for_too():
    write_for_nobody(inner=PARTNER, at=AT)

    assert asked == [(PARTNER, ["inner"])]


def test_each_program_is_asked_for():
    write_both(actor=APPLICATION, inner=PARTNER, at=AT)

    assert asked == [(PARTNER, ["inner", "outer"]), (APPLICATION, ["inner", "outer"])]


def test_what_is_refused_is_not_committed(settings):
    settings.RIZ_ENSURE_STILL_ALLOWED = f"{__name__}.refuse"

    for call in (
        lambda: write("one", actor=PARTNER, at=AT),
        lambda: write_both(actor=PARTNER, inner=SYSTEM, at=AT),
        lambda: write_for_nobody(inner=PARTNER, at=AT),
    ):
        with pytest.raises(Forbidden):
            call()

    assert names() == []


def test_a_use_case_that_failed_leaves_no_question_behind():
    with pytest.raises(Forbidden):
        write_and_fail(actor=PARTNER, at=AT)

    write("one", actor=PERSON, at=AT)

    assert asked == []


def by_default(*, actor=SYSTEM, at):
    """Whoever forgets the actor is the system."""


def by_position(actor, *, at):
    """Nothing tells the actor from the rest."""


def at_no_time(*, actor):
    """Whether a key has expired can't be told."""


@pytest.mark.parametrize("function", [by_default, by_position, at_no_time])
def test_who_acts_and_when_can_not_be_left_out(function):
    with pytest.raises(TypeError, match="is a keyword"):
        use_case(function)
