"""The actor behind a request to the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

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


@cache
def _to_actor(dotted_path: str) -> Callable[[Any], Actor]:
    function: Callable[[Any], Actor] = import_string(dotted_path)
    return function
