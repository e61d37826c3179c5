"""Counts of waiting work: screens state them, each of which leads to its list, on the first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from riz import clock

# What a list is narrowed to, in the words of its address; a function where that depends on the moment.
Narrowing = Mapping[str, object] | Callable[[dt.datetime], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things of a kind wait, and the address of the list of just them."""

    label: str
    count: int
    url: str


def add_to_first_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what waits to the first page; the setting of the staff site names this function."""
    found = sorted(_waiting_for(request), key=lambda each: -each.count)
    return {**context, "waiting": found}


def narrowings_of(screen: Any, at: dt.datetime) -> dict[str, Mapping[str, object]]:
    """Return by their words what a screen's list is narrowed to at this moment where something waits."""
    stated: Mapping[str, Narrowing] = getattr(screen, "waiting", {})
    return {label: each(at) if callable(each) else each for label, each in stated.items()}


def _waiting_for(request: HttpRequest) -> Iterator[Waiting]:
    """Count what the member of staff may see: a screen's own rows, in one query for each count."""
    at = clock.now()
    for screen in admin.site._registry.values():  # noqa: SLF001 - as Django's own views read it
        stated = narrowings_of(screen, at)
        if not stated or not screen.has_view_permission(request):
            continue
        options = screen.model._meta  # noqa: SLF001 - Django's documented Meta API
        address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        for label, wanted in stated.items():
            rows = screen.get_queryset(request).filter(**wanted)
            yield Waiting(label, rows.count(), f"{address}?{urlencode(wanted)}")
