"""Mails through the use cases: `python -m tests.benchmarks.notifications [--seconds 3] [--rounds 2] [--clients 4]`.

A throwaway PostgreSQL with fsync and synchronous_commit on, an SMTP server in a process of its own; clients are
processes. A message is written for a booking, claimed, handed over and recorded. It takes turns with bare
smtplib handing over the same bytes: a connection for each mail, as the use case makes one, and then one that
stays. The ratio is messages over the former. What is lost or repeated comes from comparing the table with
what the server accepted.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import smtplib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

from tests.benchmarks import support
from tests.benchmarks.support import Call

BARE = "bare@riz.example"
LOADS = ("message", "bare", "kept")


class Mailbox:
    """Keeps the Message-ID of every mail of the use cases, and the bytes of the last one."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.last = b""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if envelope.mail_from != BARE:
            found = re.search(rb"(?im)^Message-ID:\s*(\S+)", envelope.content)
            self.accepted.append(found[1].decode() if found else "")
            self.last = envelope.content
        return "250 accepted"


def main() -> None:
    """Run the loads in turns and print the table and the JSON object."""
    arguments = _arguments()
    with (
        _mail_server() as (port, ask),
        support.durable_place("tests.benchmarks.real.settings", EMAIL_PORT=str(port)),
    ):
        (stay,) = support.put_on_sale([10])
        (traveller,) = support.make_travellers(1)
        (booking,) = support.place(traveller, support.stay(stay, in_days=30)).bookings
        booking_id = booking.id
        _message(booking_id)
        content = ask("last")
        found = support.in_turns(
            partial(_make_call, booking_id=booking_id, port=port, content=content),
            LOADS,
            clients=arguments.clients,
            seconds=arguments.seconds,
            rounds=arguments.rounds,
        )
        result = {
            "messages_s": round(found["message"].rate, 1),
            "message_p50_ms": found["message"].ms(50),
            "raw_smtp_s": round(found["bare"].rate, 1),
            "ratio": found["message"].over(found["bare"]),
            "raw_smtp_kept_s": round(found["kept"].rate, 1),
            "ratio_kept": found["message"].over(found["kept"]),
            **_compare(Counter(ask("accepted"))),
            "bytes": len(content),
            "clients": arguments.clients,
            "cores": os.cpu_count(),
        }
    support.report(
        {
            "message": found["message"],
            "smtplib, a connection each": found["bare"],
            "smtplib, one connection": found["kept"],
        }
    )
    print(f"lost: {result['lost']}, repeated: {result['repeated']}")
    print(json.dumps(result))
    if result["lost"] or result["repeated"]:
        raise SystemExit("a message was not sent once")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, default=4)
    return parser.parse_args()


def _make_call(load: str, _number: int, *, booking_id: UUID, port: int, content: bytes) -> Call:
    kept: list[smtplib.SMTP] = []

    def connect() -> smtplib.SMTP:
        return smtplib.SMTP(support.HOST, port, local_hostname="localhost", timeout=10)

    def bare() -> None:
        with connect() as client:
            client.sendmail(BARE, ["asha@riz.example"], content)

    def over_one_connection() -> None:
        if not kept:
            kept.append(connect())
        kept[0].sendmail(BARE, ["asha@riz.example"], content)

    calls: dict[str, Call] = {
        "message": partial(_message, booking_id),
        "bare": bare,
        "kept": over_one_connection,
    }
    return calls[load]


def _message(booking_id: UUID) -> None:
    from contexts.notifications.contracts import Kind
    from contexts.notifications.use_cases.send_message import send_message
    from contexts.notifications.use_cases.write_message import write_message
    from riz import clock
    from riz.ids import new_id

    at = clock.now()
    message_id = write_message(
        kind=Kind.BOOKING_CONFIRMED,
        booking_id=booking_id,
        amount=None,
        dedupe_key=f"confirmed:{new_id()}",
        at=at,
    )
    send_message(message_id=message_id, at=at)


def _compare(accepted: Counter[str]) -> dict[str, int]:
    from contexts.notifications.models import Message

    rows = dict(Message.objects.values_list("message_id", "state"))
    return {
        "lost": sum(state != "SENT" or name not in accepted for name, state in rows.items()),
        "repeated": accepted.total() - len(accepted),
        "unknown": sum(name not in rows for name in accepted),
        "messages": len(rows),
    }


@contextmanager
def _mail_server() -> Iterator[tuple[int, Callable[[str], Any]]]:
    """Run the server; yields its port and a way to ask for what the mailbox knows."""
    port = support.free_port()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(port, theirs), daemon=True
    )
    process.start()

    def ask(name: str) -> Any:
        ours.send(name)
        return ours.recv()

    try:
        ask("accepted")  # it answers once it serves
        yield port, ask
    finally:
        process.terminate()
        process.join()


def _serve(port: int, questions: Connection) -> None:
    from aiosmtpd.controller import Controller

    mailbox = Mailbox()
    Controller(mailbox, hostname=support.HOST, port=port).start()
    while True:
        questions.send(getattr(mailbox, questions.recv()))


if __name__ == "__main__":
    main()
