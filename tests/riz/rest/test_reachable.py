"""What a function can come to is read from its source."""

from __future__ import annotations

from contextlib import suppress
from functools import wraps

import pytest

from contexts.payments.errors import (
    AlreadyPaid,
    GatewayRefused,
    GatewayUnavailable,
    PaymentDeclined,
)
from contexts.payments.rest.views import ConfirmView
from riz.errors import Conflict, Forbidden, Gone, NotFound, refuses
from riz.rest import reachable
from riz.rest.reachable import Function, reached_from


@pytest.fixture(autouse=True)
def these_are_ours(monkeypatch):
    monkeypatch.setattr(reachable, "_OURS", (*reachable._OURS, "tests."))
    reachable._read.cache_clear()
    yield
    reachable._read.cache_clear()


def refusals(function, owner=None):
    return reached_from([Function(function, owner)]).refusals


def lose():
    raise Gone


def seek(*, refusal=NotFound):
    raise refusal


def catches_it():
    try:
        lose()
    except Gone:
        return


def suppresses_it():
    with suppress(Gone, Conflict):
        lose()


def catches_it_and_raises_it_again():
    try:
        lose()
    except Gone:
        catches_it()
        raise


def catches_another():
    try:
        lose()
    except Conflict:
        return


def raises_something_else_instead():
    try:
        lose()
    except Gone:
        raise Conflict from None


def only_asks(error: Forbidden) -> Forbidden | None:
    return error if isinstance(error, Conflict) else None


def calls_itself():
    catches_it()
    calls_itself()
    lose()


def leaves_the_default():
    seek()


def says_another():
    seek(refusal=Conflict)


def decorated(function):
    @wraps(function)
    def wrapper():
        if function is None:
            raise Forbidden
        return function()

    return wrapper


@decorated
def wrapped():
    lose()


class Thing:
    def get(self):
        return self._found()

    def _found(self):
        return [lose() for _ in range(3)]


@refuses(Conflict)
def finds_its_code_at_run_time():
    __import__("somewhere")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lose, {Gone}),
        (catches_it, set()),
        (suppresses_it, set()),
        (catches_it_and_raises_it_again, {Gone}),
        (catches_another, {Gone}),
        (raises_something_else_instead, {Conflict}),
        (only_asks, set()),
        (calls_itself, {Gone}),
        (leaves_the_default, {NotFound}),
        (says_another, {Conflict}),
        (wrapped, {Gone, Forbidden}),
        (finds_its_code_at_run_time, {Conflict}),
        (print, set()),
    ],
)
def test_refusals_are_what_is_raised_and_not_caught(function, expected):
    assert refusals(function) == expected


def test_methods_are_followed():
    assert refusals(Thing.get, Thing) == {Gone}


def test_methods_of_rows_are_found_by_their_name():
    refused = refusals(ConfirmView.post, ConfirmView)

    assert {GatewayRefused, PaymentDeclined, AlreadyPaid} <= refused
    assert GatewayUnavailable not in refused
