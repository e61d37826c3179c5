"""The same words for everybody: answers that don't tell whether an address has an account."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

REGISTERED = (
    "If this address had no account, it has one now. Follow the link in the mail that we have sent."
)
VERIFICATION_SENT = "If an account waits to be confirmed at this address, a mail is on its way."
CHANGE_ASKED = (
    "A mail with a link is on its way to the new address. Nothing changes before it is followed."
)
RESET_SENT = "If this address has an account, a mail with a link is on its way."


class AcceptedSerializer(serializers.Serializer[Any]):
    """That the request was taken; whatever comes of it comes by mail."""

    status = serializers.CharField()
    detail = serializers.CharField()


def accepted(detail: str) -> Response:
    """Answer 202 in these words."""
    return Response(AcceptedSerializer({"status": "accepted", "detail": detail}).data, 202)
