"""What completing a sign-in reads over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from riz.rest.serializers import StrictSerializer

from ..parts.accounts.rest.second_factor_serializers import (
    CODE,
    SIGNED,
    ChallengeField,
    CodeField,
    SignedCredentialSerializer,
)
from .serializers import ClientField

_CHALLENGE = "k1bQ7h1uUe0m2sQy3p0Yc2oR8b9w4nZ5xT6vL1aJd0E"


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Signing in", value={"challenge": _CHALLENGE, "code": CODE}, request_only=True
        ),
        OpenApiExample("A new app", value={"code": CODE}, request_only=True),
    ]
)
class VerifySerializer(StrictSerializer):
    """A code."""

    code = CodeField()
    challenge = ChallengeField(required=False)
    client = ClientField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A passkey", value={"challenge": _CHALLENGE, "credential": SIGNED}, request_only=True
        )
    ]
)
class SecondFactorPasskeySerializer(StrictSerializer):
    """What a passkey signed for a sign-in that waits."""

    challenge = ChallengeField()
    credential = SignedCredentialSerializer()
    client = ClientField()


@extend_schema_serializer(
    examples=[OpenApiExample("A passkey", value={"credential": SIGNED}, request_only=True)]
)
class PasskeySignInSerializer(StrictSerializer):
    """What a passkey signed instead of a password."""

    credential = SignedCredentialSerializer()
    client = ClientField()
