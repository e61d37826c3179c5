"""An SMTP server that takes its time and keeps what it accepted."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.waiting import PATIENCE_SECONDS

SECONDS_BEFORE_ACCEPTING = 0.03
SECONDS_AFTER_ACCEPTING = 0.03


class Mailbox:
    """What was accepted: the Message-ID and the subject of every copy."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept a mail; a sender that is killed meanwhile can't know."""
        await asyncio.sleep(SECONDS_BEFORE_ACCEPTING)
        message = email.message_from_bytes(envelope.content)
        self.accepted.append((str(message["Message-ID"]), str(message["Subject"])))
        await asyncio.sleep(SECONDS_AFTER_ACCEPTING)
        return "250 accepted"


@contextmanager
def open_mailbox() -> Iterator[tuple[Mailbox, int]]:
    """Run the server on a free port; yields the mailbox and the port."""
    mailbox = Mailbox()
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=_free_port(), ready_timeout=PATIENCE_SECONDS
    )
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
