"""Screens of sources of live updates: keys go in and never come out; lists cost the same however long they are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.transport.models import Feed, RealtimeSource
from riz.sealing import unseal
from tests.contexts.booking.conftest import staff_screens
from tests.support.strangers import SPELLINGS, listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def screens():
    return staff_screens(email="clerk@riz.example")


@pytest.fixture
def feed(at):
    return Feed.objects.create(slug="buses", name="Buses", created_at=at)


def state(screens, feed, *, row=None, **more):
    facts = {
        "feed": str(feed.pk),
        "url": "https://live.example.org/updates",
        "header_name": "x-api-key",
        "key": "s3cret",
        "poll_seconds": "20",
        "is_enabled": "on",
    } | more
    name = "admin:transport_realtimesource_" + ("add" if row is None else "change")
    address = reverse(name, args=[] if row is None else [row.pk])
    sent = {field: value for field, value in facts.items() if value is not None}
    return screens.post(address, sent, follow=True)


def test_a_source_is_added_and_its_key_is_sealed(screens, feed):
    answer = state(screens, feed)

    row = RealtimeSource.objects.get()
    assert answer.status_code == 200
    assert unseal(row.header_sealed) == "s3cret"
    page = screens.get(reverse("admin:transport_realtimesource_change", args=[row.pk]))
    assert b"s3cret" not in page.content
    assert row.header_sealed.encode() not in page.content


def test_an_empty_key_keeps_the_one_that_is_known(screens, feed):
    state(screens, feed)

    state(screens, feed, row=RealtimeSource.objects.get(), key="", is_enabled=None)

    row = RealtimeSource.objects.get()
    assert unseal(row.header_sealed) == "s3cret"
    assert not row.is_enabled


def test_an_address_that_may_not_be_asked_is_refused_in_words(screens, feed):
    answer = state(screens, feed, url="file:///etc/passwd")

    assert not RealtimeSource.objects.exists()
    assert b"none that may be asked" in answer.content


def test_no_address_that_leads_inside_is_taken_however_it_is_written(screens, feed, settings):
    settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []
    with listening() as listener:
        taken = [
            spelling
            for spelling in SPELLINGS
            if state(screens, feed, url=spelling.format(port=listener.port))
            and RealtimeSource.objects.exists()
        ]
        assert listener.connections() == 0
    assert taken == []


def test_a_long_list_takes_as_many_queries_as_a_short_one(screens, feed, at):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert (
                screens.get(reverse("admin:transport_realtimesource_changelist")).status_code == 200
            )
        return len(captured)

    def add(first, last):
        RealtimeSource.objects.bulk_create(
            RealtimeSource(feed=feed, url=f"https://example.org/{n}", next_attempt_at=at)
            for n in range(first, last)
        )

    add(0, 2)
    queries()
    few = queries()
    add(2, 60)

    assert queries() == few
