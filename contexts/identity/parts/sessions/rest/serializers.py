"""What sessions write over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from riz.rest.callers import actor_of

from ..contracts import SessionFacts


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A telephone",
            value={
                "id": "0198c5f1-3344-7bbb-9ccc-aabbccddeeff",
                "is_current": True,
                "ip": "203.0.113.7",
                "user_agent": "Mozilla/5.0 (Android 16; Mobile)",
                "methods": ["password", "totp"],
                "created_at": "2026-03-14T09:30:00Z",
                "last_used_at": "2026-03-14T11:20:00Z",
                "expires_at": "2026-04-13T09:30:00Z",
            },
            response_only=True,
        )
    ]
)
class SessionSerializer(serializers.Serializer[Any]):
    """Where and how somebody is signed in."""

    id = serializers.UUIDField()
    is_current = serializers.SerializerMethodField(help_text="This is the session that asks.")
    ip = serializers.IPAddressField(allow_null=True)
    user_agent = serializers.CharField(allow_blank=True)
    methods = serializers.ListField(
        child=serializers.CharField(), help_text="How the person has shown who they are."
    )
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(help_text="The last sign-in or refresh.")
    expires_at = serializers.DateTimeField(help_text="When it ends even if it is used.")

    def get_is_current(self, facts: SessionFacts) -> bool:
        """Tell whether this session asks."""
        return bool(facts.id == actor_of(self.context["request"]).session_id)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A ticket",
            value={"ticket": "q2l6wXo0sQ1c0...", "expires_at": "2026-03-14T09:31:00Z"},
            response_only=True,
        )
    ]
)
class SocketTicketSerializer(serializers.Serializer[Any]):
    """What opens one socket, once."""

    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()
