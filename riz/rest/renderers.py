"""Writing JSON: snake_case as it is, instants in UTC, no decimals as floats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.utils.functional import Promise
from rest_framework import renderers

from riz.money import Money

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


class JSONRenderer(renderers.BaseRenderer):
    """Writes answers as UTF-8 JSON."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Write the answer; nothing at all for None."""
        del accepted_media_type, renderer_context
        return b"" if data is None else to_json(data)


def to_json(data: Any) -> bytes:
    """Write data as JSON."""
    return orjson.dumps(data, default=_plain, option=_OPTIONS)


def _plain(value: Any) -> Any:
    """Turn what orjson does not know into what it knows."""
    for kinds, convert in _CONVERSIONS:
        if isinstance(value, kinds):
            return convert(value)
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Money, lambda money: {"amount_minor": money.amount_minor, "currency": money.currency}),
    (dt.timedelta, dt.timedelta.total_seconds),
    ((Decimal, UUID, str, Promise), str),
    (Mapping, dict),
    ((set, frozenset), sorted),
    ((list, tuple), list),
)
