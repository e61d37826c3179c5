"""What signing in reads and writes over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from riz.rest.serializers import StrictSerializer

from ..parts.accounts.rest.fields import PasswordField
from .cookies import Client

LONGEST_TOKEN = 200


class ClientField(serializers.ChoiceField):
    """In which form the tokens go out; every sign-in takes it."""

    def __init__(self) -> None:
        super().__init__(
            choices=[(form.value, form.value) for form in Client],
            default=Client.API.value,
            help_text="`browser` keeps the refresh token in a cookie that no script can read;"
            " `api`, the default, puts it into the answer.",
        )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A traveller",
            value={"email": "anita@example.com", "password": "three rivers and a lake"},
            request_only=True,
        )
    ]
)
class LoginSerializer(StrictSerializer):
    """What signing in takes."""

    email = serializers.CharField(max_length=254)
    password = PasswordField()
    client = ClientField()


class RefreshSerializer(StrictSerializer):
    """What refreshing takes."""

    refresh_token = serializers.CharField(
        max_length=LONGEST_TOKEN,
        write_only=True,
        required=False,
        help_text="Left out by browsers, which show their cookie instead.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A pair",
            value={
                "token_type": "Bearer",
                "access_token": "eyJhbGciOiJFUzI1NiIs...",
                "access_expires_at": "2026-03-14T09:40:00Z",
                "refresh_token": "q2l6wXo0sQ1c0...",
                "refresh_expires_at": "2026-03-28T09:30:00Z",
                "user_id": "0198c5f0-1122-7aaa-8bbb-99aabbccddee",
                "session_id": "0198c5f1-3344-7bbb-9ccc-aabbccddeeff",
            },
            response_only=True,
        )
    ]
)
class TokensSerializer(serializers.Serializer[Any]):
    """What signing in hands out."""

    token_type = serializers.CharField(default="Bearer", read_only=True)
    access_token = serializers.CharField()
    access_expires_at = serializers.DateTimeField()
    refresh_token = serializers.CharField(
        required=False, help_text="Left out where a browser keeps it in its cookie."
    )
    refresh_expires_at = serializers.DateTimeField(required=False)
    user_id = serializers.UUIDField()
    session_id = serializers.UUIDField()
