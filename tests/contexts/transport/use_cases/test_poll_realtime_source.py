from __future__ import annotations

import datetime as dt
import gzip
import socket
import tracemalloc
from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2 as wire

from contexts.transport.gateways import compiled as storage
from contexts.transport.gateways import live, realtime_feed
from contexts.transport.models import Feed, FeedVersion, RealtimeSource
from contexts.transport.use_cases.poll_realtime_source import poll_realtime_source
from riz.ids import new_id
from riz.outgoing.errors import AddressRefused
from riz.sealing import seal
from tests.contexts.transport.domain.realtime.messages import message, update
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, compiled
from tests.contexts.transport.realtime_source import dripping, source
from tests.support.strangers import (
    PUBLIC,
    PUBLIC_ONLY,
    SPELLINGS,
    listening,
    redirect,
    resolver,
    response,
    stranger,
)
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_DATE = 20_000
AT = dt.datetime(2024, 10, 4, 1, tzinfo=dt.UTC)
TIMES = [(3600, 3600), (4200, 4260), (4800, 4800)]
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def server():
    with source() as told:
        yield told


@pytest.fixture
def row(server, settings, tmp_path):
    settings.RIZ_TRANSPORT_FOLDER = str(tmp_path)
    stops = [(23.8, 91.2 + n / 10) for n in range(3)]
    lines = [FeedLine([0, 1, 2], [FeedTrip(TIMES)])]
    feed = compiled(Network(stops=stops, lines=lines, days=[(1, 1)], first_date=FIRST_DATE))
    storage.save(feed, Path(tmp_path) / "here")
    owner = Feed.objects.create(slug="buses", name="Buses", created_at=AT)
    version = FeedVersion.objects.create(
        id=new_id(),
        feed=owner,
        state="ready",
        is_active=True,
        folder="here",
        started_at=AT,
        next_attempt_at=AT,
    )
    made = RealtimeSource.objects.create(feed=owner, url=server.url, next_attempt_at=AT)
    made.version = version
    return made


def poll(row, at=AT):
    answered = poll_realtime_source(source_id=row.id, at=at)
    row.refresh_from_db()
    return answered


def changes(row):
    said = live.read_state(row.version.id, row.id)
    return None if said is None else said.changes


def test_a_delay_is_known_to_every_worker(row, server):
    server.body = message(update("T0", delay=300), update("nobody", delay=1))

    assert poll(row)

    assert changes(row).departures.tolist() == [3900, 4560, 5100]
    assert row.summary["updates"] == 2
    assert row.summary["changes"] == 1
    assert row.summary["unknown_trip"] == 1
    assert row.answered_at == AT


def test_the_next_message_replaces_the_one_before(row, server):
    server.body = message(update("T0", delay=300))
    poll(row)
    before = live.stamps([(row.version.id, row.id)])
    server.body = message(update("T0", state="CANCELED"))

    poll(row, AT + 20 * SECOND)

    assert changes(row).state.tolist() == [1]
    assert live.stamps([(row.version.id, row.id)]) != before


def test_what_is_not_due_is_not_asked(row, server):
    server.body = message()
    poll(row)

    assert not poll(row, AT + 19 * SECOND)
    assert len(server.asked) == 1
    assert list(RealtimeSource.objects.due(AT + 19 * SECOND)) == []
    assert list(RealtimeSource.objects.due(AT + 20 * SECOND)) == [row]


@pytest.mark.parametrize("change", [{"is_enabled": False}, {"feed": False}])
def test_what_is_switched_off_is_not_asked(row, server, change):
    if "feed" in change:
        Feed.objects.update(is_enabled=False)
    else:
        RealtimeSource.objects.update(**change)

    assert not poll(row)
    assert server.asked == []
    assert list(RealtimeSource.objects.due(AT)) == []


def test_nothing_new_keeps_what_was_said(row, server):
    server.etag, server.body = '"one"', message(update("T0", delay=300))
    poll(row)
    stamp = live.stamps([(row.version.id, row.id)])

    assert poll(row, AT + 20 * SECOND)

    assert server.asked[1]["If-None-Match"] == '"one"'
    assert live.stamps([(row.version.id, row.id)]) == stamp
    assert row.summary["changes"] == 1
    assert row.answered_at == AT + 20 * SECOND


def test_a_key_is_sent_and_kept_sealed(row, server):
    RealtimeSource.objects.update(header_name="x-api-key", header_sealed=seal("s3cret"))

    poll(row)

    assert server.asked[0]["x-api-key"] == "s3cret"
    assert "s3cret" not in RealtimeSource.objects.values_list("header_sealed", flat=True)[0]


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (500, b"", "The address answered 500."),
        (302, b"", "The address answered 302."),
        (200, b"\xff\xfe no message", "no GTFS-Realtime message"),
    ],
)
def test_a_failing_source_is_asked_less_and_less_and_leaves_what_it_said(
    row, server, status, body, fault
):
    server.body = message(update("T0", delay=300))
    poll(row)
    server.status, server.body = status, body
    at = AT + 20 * SECOND

    assert not poll(row, at)

    assert (row.last_error, row.attempts) == (fault, 1)
    assert at + 20 * SECOND <= row.next_attempt_at <= at + 40 * SECOND
    assert changes(row).departures.tolist() == [3900, 4560, 5100]
    at = row.next_attempt_at
    poll(row, at)
    assert at + 40 * SECOND <= row.next_attempt_at <= at + 80 * SECOND


def test_a_source_that_is_gone_is_a_fault_too(row):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    RealtimeSource.objects.update(url=f"http://127.0.0.1:{port}/updates")

    assert not poll(row)
    assert row.last_error == "The address does not answer as it should. (ConnectionRefusedError)"


def test_a_message_beyond_measure_is_not_read_to_its_end(row, server, monkeypatch):
    monkeypatch.setattr(realtime_feed, "LARGEST_MESSAGE", 1024)
    server.body = b"x" * 5000

    assert not poll(row)
    assert row.last_error == "The address answered more than is read."


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_source_that_takes_for_ever_is_left_in_time(row, server, monkeypatch, first, drop):
    server.body = message(update("T0", delay=300))
    poll(row)
    monkeypatch.setattr(realtime_feed, "TOTAL_SECONDS", 0.3)
    with dripping(first, drop) as url:
        RealtimeSource.objects.update(url=url)

        assert not poll(row, AT + 20 * SECOND)

    assert row.last_error == "The address took too long to answer."
    assert changes(row).departures.tolist() == [3900, 4560, 5100]


def test_a_small_answer_that_unpacks_without_end_is_not_unpacked(row, server):
    bomb = gzip.compress(bytes(realtime_feed.LARGEST_MESSAGE * 4))
    server.headers, server.body = {"Content-Encoding": "gzip"}, bomb

    tracemalloc.start()
    try:
        assert not poll(row)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert row.last_error == "The address answered more than is read."
    assert most < 2.5 * realtime_feed.LARGEST_MESSAGE


@pytest.mark.parametrize(
    ("encoding", "body", "fault"),
    [
        ("gzip, gzip", b"", "The address answered in an encoding that was not asked for."),
        ("br", b"", "The address answered in an encoding that was not asked for."),
        ("gzip", b"<html>", "The address does not answer as it should. (error)"),
        ("", b"<html><body>Service unavailable</body></html>", "no GTFS-Realtime message"),
        ("", message(update("T0", delay=300))[:-3], "no GTFS-Realtime message"),
    ],
)
def test_what_can_not_be_read_is_a_fault_and_leaves_what_was_said(
    row, server, encoding, body, fault
):
    server.body = message(update("T0", delay=300))
    poll(row)
    server.headers, server.body = {"Content-Encoding": encoding}, body

    assert not poll(row, AT + 20 * SECOND)

    assert row.last_error == fault
    assert changes(row).departures.tolist() == [3900, 4560, 5100]


def test_a_packed_answer_is_read(row, server):
    server.headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    server.body = gzip.compress(message(update("T0", delay=300)))

    assert poll(row)

    assert server.asked[0]["Accept-Encoding"] == "gzip"
    assert changes(row).departures.tolist() == [3900, 4560, 5100]


@pytest.mark.parametrize("made_at", [1, 4_102_444_800, 2**63])
def test_a_message_of_another_century_changes_nothing(row, server, made_at):
    server.body = message(update("T0", delay=300), at=made_at)

    assert poll(row)

    if made_at < 2**63:
        assert len(changes(row)) == 0
        assert row.summary["stale"] == 1
    else:  # no time at all: as good as a message without one
        assert row.summary["made_at"] == 0


@pytest.mark.parametrize("instant", [1, 2_000_000_000, 4_102_444_800])
def test_times_of_another_year_are_none(row, server, instant):
    server.body = message(update("T0", [{"sequence": 2, "arrives_at": instant}]))

    assert poll(row)

    assert row.summary["absurd_time"] == 1
    assert len(changes(row)) == 0


def test_what_is_told_in_ways_that_nobody_reads_is_counted(row, server):
    told = wire.FeedMessage.FromString(message(update("T0", delay=300)))
    told.header.gtfs_realtime_version = "3.0"
    told.header.incrementality = wire.FeedHeader.DIFFERENTIAL
    told.entity.add(id="m").trip_modifications.service_dates.append("20241004")
    told.entity.add(id="s").shape.shape_id = "s"
    server.body = told.SerializeToString()

    assert poll(row)

    counted = (
        "other_version",
        "differential_read_as_whole",
        "unread_trip_modifications",
        "unread_shape",
    )
    assert [row.summary.get(name) for name in counted] == [1, 1, 1, 1]
    assert row.summary["changes"] == 1


def test_no_stored_address_leads_inside_however_it_is_written(row, settings):
    settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []
    with listening() as listener:
        for number, spelling in enumerate(SPELLINGS):
            url = spelling.format(port=listener.port).replace("\x00", "%00")[:2000]
            if url.startswith("http://example.org/"):
                continue  # cut short, it is a good one
            RealtimeSource.objects.update(url=url)
            assert not poll(row, AT + number * 3600 * SECOND)
            assert row.last_error == AddressRefused.message, url
        assert listener.connections() == 0


def test_a_name_that_leads_inside_by_now_is_not_asked(row, settings, monkeypatch):
    settings.RIZ_OUTGOING_PRIVATE_NETWORKS = PUBLIC_ONLY
    body = message(update("T0", delay=300))
    with resolver(monkeypatch) as names, stranger(response(body)) as there:
        names.tells("live.example.org", PUBLIC, "127.0.0.1")
        RealtimeSource.objects.update(url=there.url(name="live.example.org"))
        assert poll(row)
        assert not poll(row, AT + 20 * SECOND)
    assert row.last_error == AddressRefused.message
    assert len(there.asked) == 1


def test_a_redirect_inside_is_not_followed(row, settings):
    settings.RIZ_OUTGOING_PRIVATE_NETWORKS = PUBLIC_ONLY
    with listening() as listener:
        with stranger(redirect(f"http://127.0.0.1:{listener.port}/")) as there:
            RealtimeSource.objects.update(url=there.url())
            assert not poll(row)
        assert listener.connections() == 0
    assert row.last_error == "The address answered 302."


def test_a_state_ends_by_itself(row, server, settings):
    settings.RIZ_TRANSPORT_LIVE_SECONDS = 1
    server.body = message(update("T0", delay=300))
    poll(row)

    assert eventually(lambda: changes(row) is None)
    assert live.stamps([(row.version.id, row.id)]) == {}


@pytest.mark.parametrize("seconds", [-181, 181])
def test_what_was_made_long_ago_or_is_yet_to_be_made_does_not_count(row, server, seconds):
    server.body = message(update("T0", delay=300))
    poll(row)
    at = AT + 20 * SECOND
    server.body = message(update("T0", delay=900), at=int(at.timestamp()) + seconds)

    assert poll(row, at)

    assert len(changes(row)) == 0
    assert (row.summary["stale"], row.summary["made_s_ago"]) == (1, -seconds)


def test_a_message_that_has_grown_old_is_not_held_on_to(row, server):
    server.etag, server.body = '"one"', message(update("T0", delay=300))
    poll(row)

    assert poll(row, AT + 181 * SECOND)

    assert "If-None-Match" not in server.asked[1]
    assert len(changes(row)) == 0


def test_the_same_again_has_the_same_stamp(row, server):
    server.body = message(update("T0", delay=300))
    poll(row)
    stamp = live.stamps([(row.version.id, row.id)])
    at = AT + 20 * SECOND
    server.body = message(update("T0", delay=300), at=int(at.timestamp()))

    poll(row, at)

    assert live.stamps([(row.version.id, row.id)]) == stamp
