"""Names for ids: whoever owns a thing says on its screen how it is called, and other screens ask for a page at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

ID = re.compile(r"(?:\w+:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
ANYTHING = "*"
NOBODY_KNOWS = "not known"
MOST_FOUND = 100


class Named(NamedTuple):
    """How a thing is called, and the address of its screen where the reader may open it."""

    name: str
    url: str


class Names:
    """The names of things that one page shows, asked of each screen that names such things in one query.

    A screen names things by `known_as`, their kind, and `names_of`, which takes many ids.
    """

    def __init__(self, request: HttpRequest, wanted: Mapping[str, set[UUID]]) -> None:
        self._found: dict[UUID, Named] = {}
        anything = wanted.get(ANYTHING, set())
        for kind, screen in _naming_screens():
            # What is called by other things' names has nothing to add to them.
            also = set() if screen.is_called_by_others else anything
            if ids := wanted.get(kind, set()) | also:
                self._ask(request, screen, ids)

    def link(self, value: object, *, is_linked: bool = True) -> SafeString:
        """Write the ids in a text as names, such as `booking:01a2…`; each leads to its screen."""
        text, parts, end = str(value), [], 0
        for found in ID.finditer(text):
            parts += [
                conditional_escape(text[end : found.start()]),
                self._named(found[1], is_linked),
            ]
            end = found.end()
        return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308 - every part is escaped

    def knows(self, value: str) -> bool:
        """Tell whether there is a name for an id."""
        return UUID(value) in self._found

    def _named(self, value: str, is_linked: bool) -> str:  # noqa: FBT001
        named = self._found.get(UUID(value), Named(NOBODY_KNOWS, ""))
        if not (named.url and is_linked):
            return conditional_escape(named.name)
        return format_html('<a class="text-link" href="{}">{}</a>', named.url, named.name)

    def _ask(self, request: HttpRequest, screen: Any, ids: Iterable[UUID]) -> None:
        may_open = screen.has_view_permission(request)
        options = screen.model._meta  # noqa: SLF001 - Django's documented Meta API
        for each, name in screen.names_of(ids).items():
            address = f"admin:{options.app_label}_{options.model_name}_change"
            self._found[each] = Named(name, reverse(address, args=[each]) if may_open else "")


def ids_in(value: object) -> set[UUID]:
    """Return the ids that a value holds, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return {each for part in value for each in ids_in(part)}
    return {UUID(found[1]) for found in ID.finditer(str(value))}


def names_of_kind(kind: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return how things of a kind are called, for whoever calls something of its own by them."""
    wanted = set(ids)
    found: dict[UUID, str] = {}
    for known_as, screen in _naming_screens():
        if known_as == kind:
            found |= screen.names_of(wanted)
    return found


def ids_called(request: HttpRequest, term: str, kinds: str | tuple[str, ...]) -> list[UUID]:
    """Return the ids of things of these kinds that their own screens find by a term, as many as one page names."""
    wanted = (kinds,) if isinstance(kinds, str) else kinds
    found: list[UUID] = []
    for kind, screen in _naming_screens():
        if kind in wanted:
            rows, _ = screen.get_search_results(request, screen.get_queryset(request), term)
            found += rows.order_by().values_list("pk", flat=True)[:MOST_FOUND]
    return found


def _naming_screens() -> Iterator[tuple[str, Any]]:
    for screen in admin.site._registry.values():  # noqa: SLF001 - as Django's own views read it
        if kind := getattr(screen, "known_as", ""):
            yield kind, screen
