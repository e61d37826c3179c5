"""Headers whose names could pass for others."""

from __future__ import annotations

import asyncio

import pytest
from django.http.cookie import parse_cookie

from riz.rest.headers import UnambiguousHeaders


@pytest.mark.parametrize(
    "space", [b"\xe2\x80\x80", b"\xc2\xa0", b"\xe3\x80\x80", b"\xc2\x85", b"\xa0", b"\x85", b"\x1c"]
)
def test_a_cookie_of_another_name_is_not_ours(space: bytes) -> None:
    seen = {}

    async def application(scope, receive, send):
        seen.update(scope)

    cookies = b"a=1; " + space + b"__Host-riz-refresh=2;" + space + b"b=3; c=4"
    scope = {"type": "http", "headers": [(b"Cookie", cookies)], "query_string": b""}
    asyncio.run(UnambiguousHeaders(application)(scope, None, None))

    assert parse_cookie(dict(seen["headers"])[b"cookie"].decode()) == {"a": "1", "c": "4"}
