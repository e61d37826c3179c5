"""ETags and the conditional requests of RFC 9110: a version is an ETag, a change names the one it read."""

from __future__ import annotations

import re

from rest_framework.request import Request

from riz.rest.errors import PreconditionRequired
from riz.versions import Expected

_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_VERSION = re.compile(r"[0-9]{1,18}")


def etag(version: int) -> str:
    """Write a version as a strong ETag: `"3"`."""
    return f'"{version}"'


def expected_version(request: Request) -> Expected:
    """Return the version that a change has to find, for the use case to compare.

    Raises:
        PreconditionRequired: there is no `If-Match`.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        raise PreconditionRequired
    if wanted.strip() == "*":
        return None
    tags = (tag for is_weak, tag in _ENTITY_TAG.findall(wanted) if not is_weak)
    return frozenset(int(tag) for tag in tags if _VERSION.fullmatch(tag))


def is_fresh(if_none_match: str | None, current: str | None) -> bool:
    """Tell whether the caller's copy is the current one, so that 304 says enough."""
    if not if_none_match or not current:
        return False
    opaque = current.removeprefix("W/").strip('"')
    tags = [tag for _, tag in _ENTITY_TAG.findall(if_none_match)]
    return if_none_match.strip() == "*" or opaque in tags
