"""Serializers of completing a sign-in."""

from __future__ import annotations

from riz.rest.serializers import StrictSerializer

from ..parts.accounts.rest.second_factor_serializers import (
    ChallengeField,
    CodeField,
    SignedCredentialSerializer,
)
from .serializers import ClientField


class VerifyInput(StrictSerializer):
    """The code of a second factor."""

    code = CodeField()
    challenge = ChallengeField(required=False)
    client = ClientField()


class SecondFactorPasskeyInput(StrictSerializer):
    """A credential that a passkey signed for a sign-in that waits."""

    challenge = ChallengeField()
    credential = SignedCredentialSerializer()
    client = ClientField()


class PasskeySignInInput(StrictSerializer):
    """A credential that a passkey signed instead of a password."""

    credential = SignedCredentialSerializer()
    client = ClientField()
