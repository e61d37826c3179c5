"""Every endpoint, every kind of caller: the tables in authorisation.yaml are what the running resolver does."""

from __future__ import annotations

import re
from json import dumps
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import yaml
from django.db import transaction
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from riz.ids import new_id
from tests.journeys.world import asked_of, sent_to
from tests.support.checksums import checksums, is_anything_written

API = "/api/v1"
TABLE = {
    row.replace(" /", f" {section.rstrip('/')}/", 1): expected
    for path in sorted(Path(__file__).parents[1].rglob("authorisation.yaml"))
    for section, rows in yaml.safe_load(path.read_text()).items()
    for row, expected in rows.items()
}
# Workers share the table.
PARTS = 6
CALLERS = (
    "nobody",
    "stranger",
    "foreign",
    "owner",
    "member",
    "carer",
    "staff",
    "seller",
    "partner",
    "support",
    "admin",
)
PLACEHOLDER = re.compile(r"<[a-z]+:(\w+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ELSEWHERE = "203.0.113.7"
FORM = "application/x-www-form-urlencoded"
DENIED = {401, 403, 404}
REMEMBERED = frozenset({"rest_idempotencykey", "identity_securityevent", "identity_session"})


def endpoints(patterns=None, prefix="/"):
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if path.startswith("/admin/"):
            continue
        if isinstance(entry, URLPattern):
            for method in methods_of(entry.callback):
                yield f"{method} {PLACEHOLDER.sub('{}', path)}"
        else:
            yield from endpoints(entry.url_patterns, path)


def methods_of(view):
    """Tell what a view takes; one that is a function says so itself when it is asked for what there is not."""
    if hasattr(view, "view_class"):
        return [method for method in METHODS if hasattr(view.view_class, method.lower())]
    allowed = view(RequestFactory().generic("NONE", "/")).headers["Allow"].split(", ")
    return [method for method in METHODS if method in allowed]


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    rows = {re.sub(r"\{\w+\}", "{}", row) for row in TABLE}

    assert rows == set(endpoints())


@pytest.fixture
def callers(world):
    return world.sign_in()


@pytest.fixture
def things(world):
    return world.things


def send(caller, row, things, **parameters):
    method, path = row.split(" ")
    is_api = path.startswith(API)
    row = row.replace(API, "")
    sent = sent_to(row, things)
    path = re.sub(r"\{(\w+)\}", lambda found: getattr(things, found[1])["id"], path)
    if row == "POST /oauth/authorize":
        path += f"?{urlencode(asked_of(things.application))}"
    headers = {
        "Idempotency-Key": str(new_id()),
        "If-Match": f'"{things.booking["version"]}"',
        **caller.api.headers,
    }
    client = caller.api.client
    if method == "GET":
        return client.get(
            path, sent | parameters, headers=caller.api.headers, REMOTE_ADDR=ELSEWHERE
        )
    kind, body = ("application/json", dumps(sent)) if is_api else (FORM, urlencode(sent))
    headers["Content-Type"] = kind
    path += f"?{urlencode(parameters)}" if parameters else ""
    return client.generic(method, path, body, headers=headers, REMOTE_ADDR=ELSEWHERE)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_caller_gets_the_answer_of_the_table(callers, things, part):
    before = checksums(leaving_out=REMEMBERED)
    wrong, changed = [], []
    for row, expected in list(TABLE.items())[part::PARTS]:
        # What was refused is not taken back before the next caller's turn: it must have left nothing.
        with transaction.atomic():
            refused = []
            for name, status in zip(CALLERS, expected, strict=True):
                with transaction.atomic():
                    answer = send(callers[name], row, things)
                    if answer.status_code in DENIED:
                        refused.append(name)
                    else:
                        transaction.set_rollback(True)
                if answer.status_code != status:
                    wrong.append(f"{row} as {name}: {answer.status_code}, not {status}")
            is_unsafe = not row.startswith("GET ")
            if refused and is_unsafe and checksums(leaving_out=REMEMBERED) != before:
                changed.append(f"{row} as one of {refused}")
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
    assert changed == []


def test_no_parameter_is_passed_over(callers, things):
    before = checksums()
    taken = []
    for row, expected in TABLE.items():
        # The pages that describe the API read no query.
        if not row.split(" ")[1].startswith(API) or row.endswith("/docs"):
            continue
        welcome = [
            name for name, status in zip(CALLERS, expected, strict=True) if status not in DENIED
        ]
        for name in welcome[-1:]:
            with transaction.atomic():
                answer = send(callers[name], row, things, no_such_parameter="1")
                is_told = answer.status_code == 422 and "no_such_parameter" in str(answer.content)
                if not is_told or (is_anything_written() and checksums() != before):
                    taken.append(f"{row} as {name}: {answer.status_code}")
                transaction.set_rollback(True)

    assert taken == []


def test_a_foreign_thing_looks_like_one_that_is_not_there(callers, things):
    absent = SimpleNamespace(
        **{name: {**value, "id": str(new_id())} for name, value in vars(things).items()}
    )
    differing = []
    for row, expected in TABLE.items():
        if expected[CALLERS.index("stranger")] != 404:
            continue
        with transaction.atomic():
            theirs = send(callers["stranger"], row, things)
            transaction.set_rollback(True)
        with transaction.atomic():
            nothing = send(callers["stranger"], row, absent)
            transaction.set_rollback(True)
        if shape(theirs) != shape(nothing):
            differing.append(row)

    assert differing == []


def shape(answer):
    """The answer without the address and the ids that it repeats."""
    said = answer.content.decode().replace(answer.wsgi_request.path, "")
    return answer.status_code, re.sub(r"[0-9a-f-]{36}", "", said)
