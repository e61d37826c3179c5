"""What sessions write over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.callers import actor_of

from ..contracts import SessionFacts


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


class SocketTicketSerializer(serializers.Serializer[Any]):
    """What opens one socket, once."""

    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()
