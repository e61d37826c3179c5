"""What federation reads and writes over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class AllowedApplicationSerializer(serializers.Serializer[Any]):
    """An application that one allowed to act for one."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    homepage = serializers.CharField(allow_blank=True)
    scopes = serializers.ListField(child=serializers.CharField())
    allowed_at = serializers.DateTimeField()


class ProviderSerializer(serializers.Serializer[Any]):
    """Another provider that one may sign in with."""

    id = serializers.CharField()
    name = serializers.CharField()


class LinkedLoginSerializer(serializers.Serializer[Any]):
    """A login with another provider that opens one's account."""

    id = serializers.UUIDField()
    provider = serializers.CharField()
    email = serializers.CharField(
        allow_blank=True, help_text="The address that the provider told when it was linked."
    )
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
