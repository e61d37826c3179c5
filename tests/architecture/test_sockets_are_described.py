"""docs/asyncapi.yaml names the sockets that there are, and says what their messages may hold."""

import re
from pathlib import Path

import yaml

from contexts.booking.contracts import BookingStatus, PaymentStatus
from contexts.booking.ws.routing import websocket_urlpatterns

DOCUMENT = yaml.safe_load((Path(__file__).resolve().parents[2] / "docs/asyncapi.yaml").read_text())


def test_every_socket_has_a_channel_and_every_channel_a_socket():
    served = {
        "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(entry.pattern)) for entry in websocket_urlpatterns
    }

    assert {channel["address"] for channel in DOCUMENT["channels"].values()} == served


def test_the_states_of_a_booking_are_those_of_its_contract():
    facts = DOCUMENT["components"]["messages"]["booking"]["payload"]["properties"]

    assert set(facts["status"]["enum"]) == set(BookingStatus)
    assert set(facts["payment_status"]["enum"]) == set(PaymentStatus)
