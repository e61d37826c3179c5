"""What completing a sign-in reads over HTTP."""

from __future__ import annotations

from riz.rest.serializers import StrictSerializer

from ..parts.accounts.rest.second_factor_serializers import (
    ChallengeField,
    CodeField,
    SignedCredentialSerializer,
)
from .serializers import ClientField


class VerifyInput(StrictSerializer):
    """A code."""

    code = CodeField()
    challenge = ChallengeField(required=False)
    client = ClientField()


class SecondFactorPasskeyInput(StrictSerializer):
    """What a passkey signed for a sign-in that waits."""

    challenge = ChallengeField()
    credential = SignedCredentialSerializer()
    client = ClientField()


class PasskeySignInInput(StrictSerializer):
    """What a passkey signed instead of a password."""

    credential = SignedCredentialSerializer()
    client = ClientField()
