"""The relay and the Celery worker are killed at random moments while people book and pay.

Every booking that was paid for is confirmed once, takes its stock once and has its mail. A mail comes
twice only where a kill fell between the server's acceptance and our record, and then with the same Message-ID.
"""

# ruff: noqa: T201 - it prints its figures

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.durable import PATIENCE, Place, Victims, durable_place
from tests.faults.mailbox import Mailbox, open_mailbox
from tests.support.waiting import wait_until

CELERY = ("-W", "ignore", "-m", "celery", "-A", "config", "--quiet")
WORKER = (*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
BOOKERS = 2


@pytest.mark.process
@pytest.mark.timeout(3600)
def test_every_paid_booking_is_confirmed_once_and_has_its_mail(
    long_form: bool, tmp_path: Path
) -> None:
    kills, seconds = (50, 60) if long_form else (3, 4)
    with (
        open_mailbox() as (mailbox, port),
        durable_place(
            "tests.faults.settings",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(port),
            CELERY_SKIP_CHECKS="1",
        ) as place,
    ):
        prepared = place.start("-m", "tests.faults.bookers", "prepare", stderr=None)
        assert prepared.wait(PATIENCE) == 0
        victims = Victims(place, ("manage.py", "relay", "--skip-checks"), WORKER)
        beat = place.start(*CELERY, "beat", "--pidfile=", "--schedule", str(tmp_path / "beat"))
        bookers = [start_booker(place, seed) for seed in range(BOOKERS)]
        try:
            wait_until(lambda: bool(mailbox.accepted), seconds=PATIENCE)
            began = time.monotonic()
            victims.kill_until(
                lambda killed: killed >= kills and time.monotonic() > began + seconds,
                apart=(0.1, 2.0),
            )
            paid = [booking for booker in bookers for booking in end_booker(booker)]
            # Whatever was killed often waits long for its next try: that is late, not lost.
            wait_until(lambda: all_is_quiet(place), seconds=2 * PATIENCE)
        finally:
            victims.end()
            for process in (beat, *bookers):
                process.kill()
                process.wait()
        print(f"{victims.kills} kills, {len(paid)} bookings, {len(mailbox.accepted)} mails")
        assert victims.kills >= kills
        assert paid
        check_bookings(place, paid)
        check_stock(place, paid)
        check_order(place)
        check_mails(place, mailbox, paid)


def check_bookings(place: Place, paid: list[str]) -> None:
    rows = place.connection.execute(
        "SELECT id::text, status, payment_status FROM booking_booking WHERE id = ANY(%s::uuid[])",
        [paid],
    ).fetchall()
    assert sorted(row[0] for row in rows) == sorted(paid)
    assert {row[1:] for row in rows} == {("CONFIRMED", "PAID")}
    confirmed = place.connection.execute(
        "SELECT aggregate_id::text, count(*) FROM outbox_event"
        " WHERE name = 'booking.booking.confirmed.v1' GROUP BY 1"
    ).fetchall()
    assert set(dict(confirmed)) >= set(paid)
    assert set(dict(confirmed).values()) == {1}, "a booking was confirmed twice"
    assert place.ask("SELECT count(*) FROM outbox_delivery WHERE state = 'DEAD'") == (0,)


def check_stock(place: Place, paid: list[str]) -> None:
    (confirmed,) = place.ask("SELECT count(*) FROM booking_booking WHERE status = 'CONFIRMED'")
    sold, held = place.ask("SELECT sum(sold), sum(held) FROM inventory_date")
    (waiting,) = place.ask("SELECT count(*) FROM booking_booking WHERE status = 'ON_HOLD'")
    assert sold == confirmed >= len(paid), "stock was sold twice, or not at all"
    assert held == waiting


def check_order(place: Place) -> None:
    """Each handler finished an aggregate's events in the order of their versions."""
    disordered = place.connection.execute(
        "SELECT handler, event_id, attempts, finished_at, latest_before FROM ("
        " SELECT d.*, max(d.finished_at) OVER ("
        "   PARTITION BY d.handler, d.aggregate_type, d.aggregate_id ORDER BY d.event_id"
        "   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest_before"
        "  FROM outbox_delivery d) AS deliveries WHERE finished_at < latest_before"
    ).fetchall()
    assert disordered == []


def check_mails(place: Place, mailbox: Mailbox, paid: list[str]) -> None:
    rows = place.connection.execute(
        "SELECT subject_id::text, message_id, state, attempts FROM notifications_message"
        " WHERE kind = 'BOOKING_CONFIRMED'"
    ).fetchall()
    written = Counter(row[0] for row in rows)
    assert set(written) >= set(paid), "a confirmed booking has no mail"
    assert set(written.values()) == {1}, "a booking has two mails"
    assert {row[2] for row in rows} == {"SENT"}
    copies = Counter(message_id for message_id, _ in mailbox.accepted)
    assert set(copies) == {row[1] for row in rows}
    for _, message_id, _, attempts in rows:
        assert copies[message_id] <= attempts, "a mail was repeated without a reason"
    repeated = sum(count - 1 for count in copies.values())
    print(f"{repeated} mails were repeated, with the same Message-ID")
    assert len({subject for _, subject in mailbox.accepted}) == len(copies)


def start_booker(place: Place, seed: int) -> subprocess.Popen[str]:
    return place.start(
        *("-m", "tests.faults.bookers", "book", str(seed)),
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    )


def end_booker(booker: subprocess.Popen[str]) -> list[str]:
    booker.send_signal(signal.SIGTERM)
    paid: list[str] = json.loads(booker.communicate(timeout=PATIENCE)[0])
    return paid


def all_is_quiet(place: Place) -> bool:
    return place.ask(
        "SELECT (SELECT count(*) FROM outbox_delivery WHERE state = 'PENDING'),"
        " (SELECT count(*) FROM notifications_message WHERE state = 'QUEUED')"
    ) == (0, 0)
