"""The command that asks sources of live updates by hand."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.contexts.transport.domain.realtime.messages import message, update
from tests.contexts.transport.use_cases.test_poll_realtime_source import row, server

__all__ = ["row", "server"]
pytestmark = pytest.mark.django_db(transaction=True)


def ask(**options):
    out = io.StringIO()
    call_command("poll_realtime", stdout=out, **options)
    return out.getvalue()


def test_it_tells_what_was_made_of_the_answer(row, server):
    server.body = message(update("nobody", delay=60), at=0)

    told = ask(feed="buses")

    assert server.url in told
    assert ["unknown", "trip", "1"] in [line.split() for line in told.splitlines()]


def test_it_asks_what_is_not_due_too(row, server):
    server.body = message(at=0)
    ask()

    ask()

    assert len(server.asked) == 2


def test_it_ends_badly_where_a_source_does(row, server):
    server.status = 500

    with pytest.raises(SystemExit):
        ask()


def test_a_feed_without_sources_is_a_mistake(row):
    with pytest.raises(CommandError, match="no enabled timetable"):
        ask(feed="elsewhere")
