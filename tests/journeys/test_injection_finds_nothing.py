"""Words that mean something to a database are words here: the same answer as to any other nonsense."""

from __future__ import annotations

import re

import pytest

from riz.ids import new_id
from tests.support.described import description

PAYLOADS = (
    "'",
    "\\",
    '") OR ("1"="1',
    "') OR 1=1 -- ",
    "'; SELECT pg_sleep(5); --",
    "%' UNION SELECT email FROM identity_user WHERE '%'='",
    '{"$ne": null}',
    "user__password__startswith",
    "%%s %s %(x)s {0}",
)
HARMLESS = "zzqqxxyy"


def searches():
    """Every parameter of every reading endpoint that takes words, in the query or in the path."""
    for path, operations in sorted(description()["paths"].items()):
        parameters = operations.get("get", {}).get("parameters", [])
        for parameter in parameters:
            schema = parameter.get("schema", {})
            if schema.get("type") == "string" and parameter["in"] in {"query", "path"}:
                yield path, parameter["in"], parameter["name"]


@pytest.fixture
def ask(anita):
    def answer(path, place, name, value):
        for part in [piece[1:-1] for piece in path.split("/") if piece.startswith("{")]:
            chosen = value if place == "path" and part == name else str(new_id())
            path = path.replace(f"{{{part}}}", chosen.replace("/", "%2F"))
        query = {name: value} if place == "query" else {}
        return anita.api.get(path.removeprefix("/api/v1"), **query)

    return answer


def words_in(payload):
    return " ".join(re.findall(r"[A-Za-z0-9]+", payload))


def shape(answer):
    body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    return answer.status_code, len(body.get("results", []))


@pytest.mark.requirement("ASVS 5.0 1.2.4")
def test_words_for_the_database_find_no_more_than_other_nonsense(ask):
    differing, asked = [], 0
    for path, place, name in searches():
        nonsense, found = shape(ask(path, place, name, HARMLESS))
        for payload in PAYLOADS:
            asked += 1
            status, count = shape(ask(path, place, name, payload))
            # What can't be the value is refused; a search finds what the words in it find, and no more.
            if count > found:
                found = max(found, shape(ask(path, place, name, words_in(payload)))[1])
            if status >= 500 or count > found or (status < 400) > (nonsense < 400):
                differing.append(f"{path} {name}={payload!r}: {status}, {count} found")

    assert asked > 20 * len(PAYLOADS)
    assert differing == []
