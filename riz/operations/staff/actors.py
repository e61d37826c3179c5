"""The actor behind a request to the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from riz.actor import ANONYMOUS, Actor


def actor_of_staff(request: HttpRequest) -> Actor:
    """Return the actor behind a signed-in member of staff, with the grants held at this moment.

    Whoever owns users says how: the function named by the setting `RIZ_STAFF_ACTOR`.
    """
    if not request.user.is_authenticated:
        return ANONYMOUS
    return _to_actor(settings.RIZ_STAFF_ACTOR)(request.user)


def organisations_of_riz() -> list[tuple[UUID, str]]:
    """Return every organisation by id and name, for menus of staff screens.

    Whoever owns organisations tells them: the function named by the setting `RIZ_STAFF_ORGANISATIONS`.
    """
    return [(each.id, each.name) for each in _organisations(settings.RIZ_STAFF_ORGANISATIONS)()]


@cache
def _organisations(dotted_path: str) -> Callable[[], Iterable[Any]]:
    function: Callable[[], Iterable[Any]] = import_string(dotted_path)
    return function


@cache
def _to_actor(dotted_path: str) -> Callable[[Any], Actor]:
    function: Callable[[Any], Actor] = import_string(dotted_path)
    return function
