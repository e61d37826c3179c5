"""Serializers of signing in with another provider."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.serializers import StrictSerializer

from .serializers import ClientField

LONGEST_CODE = 2000
LONGEST_SECRET = 100


class StartInput(StrictSerializer):
    """How the secret is kept until the person comes back."""

    client = ClientField()


class CallbackInput(StrictSerializer):
    """Parameters that came back in the address, and the secret that the client kept; a browser has it in a cookie."""

    code = serializers.CharField(max_length=LONGEST_CODE, trim_whitespace=False)
    state = serializers.CharField(max_length=LONGEST_SECRET, trim_whitespace=False)
    iss = serializers.CharField(max_length=300, required=False, trim_whitespace=False)
    secret = serializers.CharField(
        max_length=LONGEST_SECRET, required=False, trim_whitespace=False, write_only=True
    )
    client = ClientField()


class VisitSerializer(serializers.Serializer[Any]):
    """Where to send the person. A browser gets the secret as a cookie instead."""

    authorization_url = serializers.CharField()
    secret = serializers.CharField(required=False)
    expires_at = serializers.DateTimeField()
