"""Serializers of partners."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rest_framework import serializers

from riz.rest.fields import EmailField, HostField, LineField, UuidField
from riz.rest.outputs import ContractSerializer, output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import (
    DEFAULT_RATE_LIMIT,
    HIGHEST_RATE_LIMIT,
    AccessEntry,
    Credential,
    IssuedCredential,
    Partner,
)
from ..domain.networks import MOST_NETWORKS, normalise_networks
from ..domain.scopes import partner_scopes
from ..use_cases.rotate_credential import DEFAULT_OVERLAP, LONGEST_OVERLAP

_STATUS_CLASSES = {f"{number}xx": number for number in range(2, 6)}


class _RateLimitField(serializers.IntegerField):
    """Requests a minute."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=HIGHEST_RATE_LIMIT, **options)


class _ScopesField(serializers.MultipleChoiceField):
    """Scopes, each once; written in alphabetical order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=partner_scopes(), **options)

    def to_internal_value(self, data: Any) -> tuple[str, ...]:  # type: ignore[override]
        if isinstance(data, list) and not all(isinstance(one, str) for one in data):
            raise serializers.ValidationError("Scopes are texts.")
        return tuple(sorted(super().to_internal_value(data)))

    def to_representation(self, value: Any) -> list[str]:  # type: ignore[override]
        return sorted(value)


class _NetworksField(serializers.ListField):
    """Networks such as 203.0.113.0/24 or single addresses."""

    def __init__(self, **options: Any) -> None:
        child = serializers.CharField(max_length=43)
        super().__init__(child=child, max_length=MOST_NETWORKS, **options)

    def to_internal_value(self, data: Any) -> tuple[str, ...]:  # type: ignore[override]
        try:
            return normalise_networks(super().to_internal_value(data))
        except ValueError as wrong:
            raise serializers.ValidationError(str(wrong)) from wrong


class PartnerSerializer(ContractSerializer):
    """A company whose programs call RIZ."""

    contract = Partner
    scopes = _ScopesField(help_text="What its credentials may be given.")


class CredentialSerializer(ContractSerializer):
    """A credential of a partner's program; of the secret only a hash is kept."""

    contract = Credential
    hidden = ("partner_id",)
    scopes = _ScopesField()


IssuedCredentialSerializer = output(IssuedCredential)
AccessSerializer = output(AccessEntry)


class PartnerInput(StrictSerializer):
    """Fields that making an organisation an API partner takes."""

    organisation_id = UuidField()
    name = LineField(max_length=200)
    domain = HostField()
    contact_email = EmailField()
    rate_limit_per_minute = _RateLimitField(default=DEFAULT_RATE_LIMIT)
    scopes = _ScopesField(default=())


class PartnerChangeInput(StrictSerializer):
    """The fields of a partner that can be changed; its own people change the contact, the portal everything."""

    name = LineField(max_length=200, required=False)
    domain = HostField(required=False)
    contact_email = EmailField(required=False)
    rate_limit_per_minute = _RateLimitField(required=False)
    scopes = _ScopesField(required=False)


class ReasonInput(StrictSerializer):
    """Why something is done; the partner can read it."""

    reason = LineField(max_length=500)


class CredentialInput(StrictSerializer):
    """The terms of a new credential."""

    label = LineField(max_length=100, required=False, allow_blank=True)  # type: ignore[assignment]
    scopes = _ScopesField(allow_empty=False)
    rate_limit_per_minute = _RateLimitField(required=False, allow_null=True)
    allowed_networks = _NetworksField(required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class RotationInput(StrictSerializer):
    """How long the old credential goes on beside the new one."""

    overlap_seconds = serializers.IntegerField(
        min_value=0,
        max_value=int(LONGEST_OVERLAP.total_seconds()),
        default=int(DEFAULT_OVERLAP.total_seconds()),
    )

    def to_overlap(self) -> dt.timedelta:
        """Return what was asked for."""
        return dt.timedelta(seconds=self.validated_data["overlap_seconds"])


class AccessQuery(QuerySerializer):
    """The part of the access log that is wanted."""

    status_class = serializers.ChoiceField(choices=sorted(_STATUS_CLASSES), required=False)
    endpoint = serializers.CharField(max_length=200, required=False)
    credential = UuidField(required=False, source="credential_id")

    def get_fields(self) -> dict[str, Any]:
        """Add the fields whose names are words of Python."""
        bounds = {
            name: serializers.DateTimeField(required=False, source=source)
            for name, source in (("from", "since"), ("to", "until"))
        }
        return {**super().get_fields(), **bounds}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the class as its digit; refuse a time that ends before it begins."""
        if "status_class" in attrs:
            attrs["status_class"] = _STATUS_CLASSES[attrs["status_class"]]
        if "since" in attrs and "until" in attrs and attrs["since"] >= attrs["until"]:
            raise serializers.ValidationError({"to": "This has to be later than `from`."})
        return attrs
