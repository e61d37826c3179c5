"""Whatever is sent, the answer is never a fault, and every refusal is a problem document."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from riz.errors import RizError
from riz.rest.errors import LengthRequired, PayloadTooLarge
from riz.rest.requests import read_body
from riz.strict_json import read_json

pytestmark = pytest.mark.urls("tests.riz.rest.urls")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


BODIES = {
    "depth 10": (nested(10), 200, None),
    "depth 32": (nested(32), 200, None),
    "depth 33": (nested(33), 400, "request.too_deep"),
    "depth 1,000": (nested(1_000), 400, "request.too_deep"),
    "depth 100,000": (nested(100_000), 400, "request.too_deep"),
    "depth 100,000, open": (b"[" * 100_000, 400, "request.too_deep"),
    "objects in depth": (b'{"a":' * 40 + b"1" + b"}" * 40, 400, "request.too_deep"),
    "depth in a string": (json.dumps("[" * 1_000).encode(), 200, None),
    "nodes": (json.dumps([0] * 10_001).encode(), 400, "request.too_many_nodes"),
    "as many nodes as are taken": (json.dumps([0] * 9_990).encode(), 200, None),
    "escaped NUL": (b'{"text": "a\\u0000b"}', 400, "request.nul_character"),
    "escaped NUL in a key": (b'{"a\\u0000b": 1}', 400, "request.nul_character"),
    "escaped backslash before u0000": (b'{"text": "a\\\\u0000b"}', 200, None),
    "raw NUL": (b'{"text": "a\0b"}', 400, "request.malformed"),
    "lone high surrogate": (b'{"text": "\\ud800"}', 400, "request.lone_surrogate"),
    "lone low surrogate": (b'{"text": "\\uDFFF"}', 400, "request.lone_surrogate"),
    "surrogate pair": (b'{"text": "\\ud83d\\ude00"}', 200, None),
    "raw surrogate": (b'{"text": "\xed\xa0\x80"}', 400, "request.malformed"),
    "duplicate key": (b'{"a": 1, "a": 1}', 400, "request.duplicate_key"),
    "duplicate key by escape": (b'{"a": 1, "\\u0061": 1}', 400, "request.duplicate_key"),
    "NaN": (b'{"a": NaN}', 400, "request.number_out_of_range"),
    "Infinity": (b'{"a": -Infinity}', 400, "request.number_out_of_range"),
    "1e400": (b'{"a": 1e400}', 400, "request.number_out_of_range"),
    "2^63": (b'{"a": 9223372036854775808}', 400, "request.number_out_of_range"),
    "2^63 - 1": (b'{"a": 9223372036854775807}', 200, None),
    "5,000 digits": (b"1" * 5_000, 400, "request.number_out_of_range"),
    "byte order mark": (b"\xef\xbb\xbf{}", 400, "request.malformed"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 400, "request.malformed"),
    "Latin-1": ('{"a": "ä"}'.encode("latin-1"), 400, "request.malformed"),
    "not JSON": (b"{", 400, "request.malformed"),
    "two documents": (b"{} {}", 400, "request.malformed"),
    "white space": (b"   ", 400, "request.malformed"),
    "1,000 combining marks": (json.dumps("a" + "\u0301" * 1_000).encode(), 200, None),
    "257 kB": (json.dumps("x" * 257 * 1024).encode(), 413, "request.too_large"),
    "30 MB": (b" " * 30_000_000, 413, "request.too_large"),
}


class TestBodies:
    @pytest.mark.parametrize(("body", "status", "code"), BODIES.values(), ids=BODIES)
    def test_are_read_or_refused(self, client, body, status, code):
        answer = client.post("/api/v1/echo", body, content_type="application/json")

        assert answer.status_code == status
        if code:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == code
        else:
            assert answer.json() == json.loads(body)

    @pytest.mark.parametrize(
        "content_type",
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "",
         "application/json; charset=utf-16", "application/json; charset=rot13",
         "application/json; charset=no-such", "application/xml"],
    )  # fmt: skip
    def test_in_other_media_types_are_refused(self, client, content_type):
        answer = client.generic("POST", "/api/v1/echo", b'{"a": 1}', content_type=content_type)

        assert answer.status_code == 415
        assert answer.json()["code"] == "request.unsupported_media_type"

    def test_in_utf_8_by_name_are_read(self, client):
        answer = client.post(
            "/api/v1/echo", b"{}", content_type='application/json; charset="UTF-8"'
        )

        assert answer.status_code == 200

    def test_that_are_compressed_are_refused(self, client):
        body = gzip.compress(b'{"a": 1}')

        answer = client.post(
            "/api/v1/echo",
            body,
            content_type="application/json",
            headers={"Content-Encoding": "gzip"},
        )

        assert answer.status_code == 415

    def test_strings_come_back_as_they_were(self, client):
        for text in naughty_strings():
            body = json.dumps({"text": text}).encode()
            answer = client.post("/api/v1/echo", body, content_type="application/json")
            assert answer.status_code == 200
            assert answer.json() == {"text": text}


def naughty_strings() -> list[str]:
    """Return a few strings that break things, and the long list if it is at hand."""
    own = [
        "",
        "İ",
        "ß",
        "﷽",
        "\u202eabc",
        "👩‍👩‍👧‍👦",
        "'; DROP TABLE x; --",
        "<script>",
        "\u2028",
        "\x7f",
    ]
    listed = Path(os.environ.get("RIZ_DATA", "/nonexistent")) / "security" / "blns.json"
    return own + (json.loads(listed.read_text()) if listed.exists() else [])


class TestReading:
    """Bodies are bounded while they are read, whatever was announced."""

    def test_never_reads_more_than_the_limit(self):
        request = chunked(Endless(), terminated=True)

        with pytest.raises(PayloadTooLarge):
            read_body(request, limit=1_000)

        assert Endless.given == 1_001

    def test_reads_bodies_in_chunks(self):
        class Short:
            def read(self, size: int = -1) -> bytes:
                return b"{}"

        assert read_body(chunked(Short(), terminated=True), limit=1_000) == b"{}"

    def test_asks_for_a_length_where_the_end_is_not_known(self):
        with pytest.raises(LengthRequired):
            read_body(chunked(Endless(), terminated=False), limit=1_000)

    def test_refuses_by_announcement_without_reading(self):
        request = RequestFactory().post("/", b"", content_type="application/json")
        request.META["CONTENT_LENGTH"] = "5000"

        with pytest.raises(PayloadTooLarge):
            read_body(request, limit=1_000)

    @pytest.mark.timeout(5)
    @pytest.mark.parametrize("unit", [b'"', b'"\\', b"\\", b'"a', b'"\\"', b"[,", b"{:"])
    def test_takes_linear_time(self, unit):
        with pytest.raises(RizError):
            read_json(b'"' + unit * (250_000 // len(unit)))


class Endless:
    given = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        Endless.given = size
        return b" " * size


def chunked(source: object, *, terminated: bool) -> object:
    request = RequestFactory().post("/", b"", content_type="application/json")
    request.META.pop("CONTENT_LENGTH", None)
    request.META["HTTP_TRANSFER_ENCODING"] = "chunked"
    request.environ["wsgi.input"] = source
    if terminated:
        request.environ["wsgi.input_terminated"] = True
    return request


class TestAddresses:
    @pytest.mark.parametrize(
        ("query", "status"),
        [("q=%00", 400), ("q=%ED%A0%80", 400), ("q=%FF", 400), ("q=%zz", 400), ("q=%", 400), ("q=100%25", 200),
         ("q=" + "x" * 9_000, 414), ("a&" * 2_000, 400), ("q=%F0%9F%98%80", 200), ("q=\x01", 200), ("q=a;b", 200)],
    )  # fmt: skip
    def test_queries(self, client, query, status):
        answer = client.get("/api/v1/echo", QUERY_STRING=query)

        assert answer.status_code == status
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        ("path", "status"),
        [("/api/v1/refusing/%00", 400), ("/api/v1/%0d%0aX: y", 400), ("/api/v1/%ff%fe", 404),
         ("/api/v1/..%2f..%2fetc", 404), ("/api/v1//echo", 404)],
    )  # fmt: skip
    def test_paths(self, client, path, status):
        answer = client.get(path)

        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"

    def test_foreign_hosts(self, client):
        answer = client.get("/api/v1/echo", headers={"Host": "evil.example"})

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    def test_bodies_of_reading_methods_are_ignored(self, client):
        answer = client.generic("GET", "/api/v1/echo", b"[" * 99, content_type="application/json")

        assert answer.status_code == 200
