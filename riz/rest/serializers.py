"""Base classes of serializers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Input that refuses fields it does not know, so that a misspelt one is never silently dropped.

    Read-only fields count as unknown: sending one is a mistake too.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Read the values; unknown fields and bad values are reported together."""
        errors: dict[str, Any] = {}
        values: Any = None
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            errors.update(error.detail)
        errors.update(self._unknown(data))
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def _unknown(self, data: Any) -> dict[str, list[str]]:
        if not isinstance(data, Mapping):
            return {}
        known = {name for name, field in self.fields.items() if not field.read_only}
        return {str(name): ["This field is not known here."] for name in data if name not in known}
