"""ETags and the conditional requests of RFC 9110: a version is an ETag, a change names the one it read."""

from __future__ import annotations

import re

from rest_framework.request import Request

from riz.errors import Stale
from riz.rest.errors import PreconditionRequired

_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def etag(version: int) -> str:
    """Write a version as a strong ETag: `"3"`."""
    return f'"{version}"'


def require_match(request: Request, version: int) -> None:
    """Let a change through only if the caller has seen the present version.

    Raises:
        PreconditionRequired: there is no `If-Match`.
        Stale: it names other versions.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        raise PreconditionRequired
    if not _names(wanted, etag(version), weakly=False):
        raise Stale(version=version)


def is_fresh(if_none_match: str | None, current: str | None) -> bool:
    """Tell whether the caller's copy is the current one, so that 304 says enough."""
    return bool(if_none_match and current and _names(if_none_match, current, weakly=True))


def _names(header: str, current: str, *, weakly: bool) -> bool:
    if header.strip() == "*":
        return True
    opaque = current.removeprefix("W/").strip('"')
    return any(tag == opaque and (weakly or not weak) for weak, tag in _ENTITY_TAG.findall(header))
