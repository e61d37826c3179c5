"""What accounts read and write over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from riz.rest.fields import (
    CurrencyField,
    EmailField,
    LanguageField,
    LineField,
    PhoneField,
    TimeZoneField,
)
from riz.rest.serializers import StrictSerializer

from .fields import PasswordField


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A traveller",
            value={
                "email": "anita@example.com",
                "password": "three rivers and a lake",
                "full_name": "Anita Debbarma",
                "time_zone": "Asia/Kolkata",
            },
            request_only=True,
        )
    ]
)
class RegisterSerializer(StrictSerializer):
    """What opening an account takes."""

    email = EmailField()
    password = PasswordField(help_text="8 to 128 characters; 15 or more are better.")
    full_name = LineField(max_length=150)
    phone = PhoneField(required=False, allow_blank=True)
    locale = LanguageField(required=False)
    time_zone = TimeZoneField(required=False)
    default_currency = CurrencyField(required=False)


class HeldRoleSerializer(serializers.Serializer[Any]):
    """A role, everywhere when `organisation_id` is null."""

    role = serializers.CharField(source="code")
    organisation_id = serializers.UUIDField(allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A traveller",
            value={
                "id": "0198c5f0-1122-7aaa-8bbb-99aabbccddee",
                "email": "anita@example.com",
                "email_verified_at": "2026-03-14T09:32:00Z",
                "pending_email": None,
                "full_name": "Anita Debbarma",
                "phone": "+91 381 222 5555",
                "kind": "TRAVELLER",
                "locale": "bn",
                "time_zone": "Asia/Kolkata",
                "default_currency": "INR",
                "created_at": "2026-03-14T09:30:00Z",
                "roles": [],
                "impersonator_id": None,
            },
            response_only=True,
        )
    ]
)
class AccountSerializer(serializers.Serializer[Any]):
    """One's own account."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    email_verified_at = serializers.DateTimeField(allow_null=True)
    pending_email = serializers.EmailField(
        allow_null=True, help_text="What the address becomes once the link in our mail is followed."
    )
    full_name = serializers.CharField()
    phone = PhoneField(allow_blank=True)
    kind = serializers.CharField(help_text="TRAVELLER, PORTAL_STAFF, PORTAL_ADMIN, ...")
    locale = serializers.CharField()
    time_zone = serializers.CharField()
    default_currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    roles = HeldRoleSerializer(many=True)
    impersonator_id = serializers.UUIDField(
        allow_null=True, help_text="The member of staff who acts as this person at the moment."
    )
