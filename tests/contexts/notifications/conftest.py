"""What the tests of notifications share: a real mail server and a booking to write about."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.support.waiting import PATIENCE_SECONDS

CATALOG: dict[str, Any] = {
    "amenities": [],
    "destinations": [
        {
            "slug": "neermahal",
            "name": "Neermahal",
            "district": "Sipahijala",
            "lat": 23.5003,
            "lon": 91.3203,
            "summary": "A palace in a lake.",
            "description": "A palace in Rudrasagar lake.",
            "best_time_to_visit": "Winter",
            "how_to_reach": "By road",
            "featured": True,
            "time_zone": "Asia/Kolkata",
            "sources": ["common knowledge"],
        }
    ],
    "accommodations": [],
    "experiences": [
        {
            "slug": "boat",
            "title": "Boat to the palace <at dawn> & back",
            "kind": "NATURE",
            "description": "By boat.",
            "duration_minutes": 60,
            "difficulty": "EASY",
            "destinations": ["neermahal"],
            "price_minor": 45_000,
            "child_price_minor": 20_000,
            "currency": "INR",
            "daily_capacity": 6,
            "min_age": 0,
            "start_times": [],
            "booking_cutoff_minutes": 0,
            "opening_hours": [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(1, 8)],
        }
    ],
    "packages": [],
}  # fmt: skip


@dataclass
class MailServer:
    """Answers with `refusal` while there is one, otherwise accepts."""

    accepted: list[EmailMessage] = field(default_factory=list)
    refusal: str = ""
    recipient_refusal: str = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.recipient_refusal:
            return self.recipient_refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.accepted.append(mail)  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A real SMTP server on loopback, to which Django's SMTP backend leads."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = MailServer()
    controller = Controller(
        handler, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE_SECONDS
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


@pytest.fixture
def booking(db: None) -> Any:
    """A booking of somebody whose name and goods are hostile to mail and HTML."""
    return make_booking()


def make_booking() -> Any:
    """Make the booking, through the contexts that own what it needs."""
    import datetime as dt

    from contexts.booking.contracts import ItemKind
    from contexts.booking.domain.offers import Wish
    from contexts.booking.domain.people import Contact
    from contexts.booking.use_cases.place_order import place_order
    from contexts.catalog.parts.experiences.models import Experience
    from contexts.catalog.use_cases.load_fixture import Origin, load_fixture
    from contexts.identity.parts.accounts.use_cases.register_user import register_user
    from riz.actor import SYSTEM, Actor
    from tests.contexts.notifications.factories import AT

    load_fixture(
        documents=CATALOG,
        origin=Origin(
            region="Tripura", seller_slug="tripura-tourism", seller_name="Tripura Tourism"
        ),
        actor=SYSTEM,
        at=AT,
        report=lambda entry: None,
    )
    user_id = register_user(
        is_verified=True,
        email="asha@riz.example",
        password="three rivers and a lake",
        full_name="Asha",
        at=AT,
    )
    order = place_order(
        wishes=[
            Wish(
                kind=ItemKind.EXPERIENCE,
                item_id=Experience.objects.get().id,
                start_date=dt.date(2026, 4, 1),
                end_date=None,
                quantity=1,
                adults=2,
                children=1,
                infants=0,
            )
        ],
        contact=Contact(name="Asha <script>alert(1)</script>", email="asha@riz.example"),
        actor=Actor(id=user_id, kind="user"),
        place_hold=False,
        at=AT,
    )
    return order.bookings[0]
