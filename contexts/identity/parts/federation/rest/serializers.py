"""What federation reads and writes over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

_ID = "0198c5f0-1122-7aaa-8bbb-99aabbccddee"


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An application",
            value={
                "id": _ID,
                "name": "Trip Helper",
                "homepage": "https://app.example",
                "scopes": ["bookings:read", "openid", "profile"],
                "allowed_at": "2026-03-14T09:30:00Z",
            },
            response_only=True,
        )
    ]
)
class AllowedApplicationSerializer(serializers.Serializer[Any]):
    """An application that one allowed to act for one."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    homepage = serializers.CharField(allow_blank=True)
    scopes = serializers.ListField(child=serializers.CharField())
    allowed_at = serializers.DateTimeField()


class AllowedApplicationsSerializer(serializers.Serializer[Any]):
    """All of them."""

    results = AllowedApplicationSerializer(many=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample("Google", value={"id": "google", "name": "Google"}, response_only=True)
    ]
)
class ProviderSerializer(serializers.Serializer[Any]):
    """Another provider that one may sign in with."""

    id = serializers.CharField()
    name = serializers.CharField()


class ProvidersSerializer(serializers.Serializer[Any]):
    """All of them."""

    results = ProviderSerializer(many=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Google",
            value={
                "id": _ID,
                "provider": "google",
                "email": "anita@example.com",
                "created_at": "2026-03-14T09:30:00Z",
                "last_used_at": None,
            },
            response_only=True,
        )
    ]
)
class LinkedLoginSerializer(serializers.Serializer[Any]):
    """A login with another provider that opens one's account."""

    id = serializers.UUIDField()
    provider = serializers.CharField()
    email = serializers.CharField(
        allow_blank=True, help_text="The address that the provider told when it was linked."
    )
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class LinkedLoginsSerializer(serializers.Serializer[Any]):
    """All of them."""

    results = LinkedLoginSerializer(many=True)
