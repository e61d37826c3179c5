"""Whatever is put into whichever field: stored exactly or refused, never a fault, never half done.

Driven by the OpenAPI document, so an endpoint that is new is tried as well. Whatever one field says about all of its kind,
because one function reads them, is tried in turns: of a long list each field gets a part, and the next field the next one.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from contexts.identity.contracts import OrganisationKind
from contexts.identity.parts.organisations.contracts import OrganisationFacts
from contexts.identity.parts.organisations.use_cases.make_organisation import make_organisation
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.journeys.test_who_may_do_what import API, CALLERS, DENIED, TABLE
from tests.journeys.world import sent_to
from tests.support.api_client import ApiClient
from tests.support.checksums import checksums, is_anything_written
from tests.support.described import description, followed

WRITING = ("post", "put", "patch", "delete")
JSON = "application/json"
PARTS = 8
# That somebody tried something is remembered.
REMEMBERED = frozenset(
    {
        "rest_idempotencykey",
        "identity_securityevent",
        "identity_loginthrottle",
        "identity_signinchallenge",
    }
)
# Refused as the body is read, whichever field holds it.
UNREADABLE = ["a\x00b", "\ud800", "x\udfff", 10**400]
TEXTS = [
    "",
    "a" + "\u0301" * 1_000,
    "\u202egnp.exe\u202c",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 3,
    "İstanbul ß ﷺ a\u0301",
    "'; DROP TABLE identity_user; --",
    "{{7*7}}${7*7}<script>alert(1)</script>",
    "x" * 6_000,
    "line\r\nBcc: all@riz.example\u2028\u2029",
]
OTHERS = [None, True, -1, 0, 5.5, 1e308, [], ["x"], {}, {"a": 1}, [[[[]]]], [None] * 13, "NaN", "2026-02-30", "²", "====", "A" * 16_385]  # fmt: skip
# Examples of these show what nobody has, or are of what can't be done twice; the others would be accepted.
REFUSED_ANYWAY = """
    /auth/2fa/disable /auth/2fa/passkey /auth/2fa/passkey-options /auth/2fa/verify /auth/access/remove /auth/email/change/confirm
    /auth/email/change/undo /auth/email/verify /auth/erasure/cancel /auth/login /auth/oidc/{provider}/callback
    /auth/oidc/{provider}/start /auth/oidc/links/{provider}/callback /auth/oidc/links/{provider}/start /auth/passkeys
    /auth/passkeys/sign-in /auth/password/change /auth/password/reset /auth/refresh /auth/step-up
    /bookings/{booking_id}/cancellation-quote /bookings/{booking_id}/hold /bookings/{booking_id}/modify
    /inventory/calendar /invitations/accept /invitations/decline /payments/intent /transport/multi-leg
"""
LISTED_FOR_EACH_FIELD, OTHERS_FOR_EACH_FIELD, TEXTS_FOR_EACH_PARAMETER = 3, 5, 4


class Field(NamedTuple):
    """One field of one request."""

    method: str
    path: str
    name: str
    schema: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path} {self.name}"


@cache
def listed() -> tuple[str, ...]:
    path = Path(os.environ.get("RIZ_DATA", "/nonexistent")) / "security" / "blns.json"
    return tuple(json.loads(path.read_text())) if path.exists() else ()


def body_of(method: str, path: str) -> dict[str, Any]:
    content = description()["paths"][path][method].get("requestBody", {}).get("content", {})
    return content.get(JSON, {})


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    schema = followed(schema)
    return resolved(schema["allOf"][0]) if "allOf" in schema else schema


def fields_of(method: str, path: str) -> dict[str, Any]:
    return resolved(body_of(method, path).get("schema", {})).get("properties", {})


@cache
def operations() -> dict[tuple[str, str], list[Field]]:
    """Return what writes and takes fields, with these."""
    found = {
        (method, path): [Field(method, path, *field) for field in fields_of(method, path).items()]
        for path, methods in description()["paths"].items()
        for method in methods
        if method in WRITING
    }
    return {operation: fields for operation, fields in found.items() if fields}


def all_fields() -> list[Field]:
    return [field for fields in operations().values() for field in fields]


def example_of(method: str, path: str) -> dict[str, Any]:
    """Return a body that would do: the document's own example."""
    content = body_of(method, path)
    for example in content.get("examples", {}).values():
        return dict(example["value"])
    return dict(content.get("example", {}))


def written(schema: dict[str, Any], text: Any) -> Any:
    """Put a text where the schema has texts: into a list, or into every field of an object."""
    schema = resolved(schema)
    if schema.get("type") == "array":
        return [written(schema["items"], text)]
    if schema.get("type") == "object" and schema.get("properties"):
        return {name: written(inner, text) for name, inner in schema["properties"].items()}
    return text


def some(values: Sequence[Any], count: int, turn: int) -> Iterator[Any]:
    """Return the next of them, from the beginning again at the end."""
    return itertools.islice(itertools.cycle(values), turn * count, turn * count + count)


def an_organisation() -> Any:
    """Return one that has no access yet."""
    return make_organisation(
        kind=OrganisationKind.PARTNER,
        facts=OrganisationFacts(name="Ladakh"),
        actor=SYSTEM,
        at=clock.now(),
    )


class Sender:
    """Sends as somebody who may do it, about things that there are; what a request did is undone."""

    def __init__(self, world: Any, next_date: Callable[[int], dt.date]) -> None:
        self.things = world.things
        dates = {"first_date": str(next_date(1)), "end_date": str(next_date(2))}
        stay, experience = self.things.accommodation["id"], self.things.experience["id"]
        wish = {
            "kind": "EXPERIENCE",
            "item_id": experience,
            "start_date": str(next_date(6)),
            "adults": 1,
        }
        self.bodies = {
            "POST /bookings": {"items": [wish]},
            "POST /bookings/quote": {"items": [wish]},
            "POST /bookings/{booking}/modification-quote": {"items": [wish]},
            "POST /bookings/{booking}/modify": {"items": [wish]},
            "POST /inventory/holds": {"lines": [{"resource_id": stay, "quantity": 1, **dates}]},
            "POST /partners": {
                "organisation_id": str(an_organisation().id),
                "name": "Ladakh",
                "domain": "ladakh.example",
                "contact_email": "api@ladakh.example",
                "scopes": ["bookings:read"],
            },
        }
        self.callers = world.sign_in()
        self.rows = {re.sub(r"\{\w+\}", "{}", row): row for row in TABLE}
        self.before = self.state()

    def row_of(self, method: str, path: str) -> str:
        return self.rows[f"{method.upper()} {re.sub(r'{[^}]+}', '{}', path)}"]

    def api_of(self, row: str) -> ApiClient:
        may = [
            name for name, status in zip(CALLERS, TABLE[row], strict=True) if status not in DENIED
        ]
        found: ApiClient = self.callers[may[-1] if may else "owner"].api
        return found

    def address_of(self, row: str) -> str:
        address = row.partition(" ")[2]
        return re.sub(r"\{(\w+)\}", lambda name: getattr(self.things, name[1])["id"], address)

    @cache  # noqa: B019 - it lives as long as a test
    def version_of(self, row: str) -> str:
        place = self.address_of(row).removeprefix(API).removesuffix("/cancel")
        return str(self.api_of(row).get(place).headers.get("ETag", '"1"'))

    def base_of(self, method: str, path: str) -> dict[str, Any]:
        """Return a body that would do: one about things that there are, or the example with these."""
        row = self.row_of(method, path).replace(API, "")
        example = example_of(method, path) | sent_to(row, self.things)
        return dict(self.bodies.get(row, example))

    def send(self, method: str, path: str, body: Any) -> tuple[Any, str]:
        row = self.row_of(method, path)
        api = self.api_of(row)
        headers = {"Idempotency-Key": str(new_id()), **api.headers}
        if method in ("put", "patch"):
            headers["If-Match"] = self.version_of(row)
        with transaction.atomic():
            answer = api.client.generic(
                method.upper(),
                self.address_of(row),
                json.dumps(body),
                content_type=JSON,
                headers=headers,
            )
            connection.check_constraints()  # what the database would find at the end
            is_refused = 400 <= answer.status_code < 500
            state = self.state() if is_refused and is_anything_written() else self.before
            transaction.set_rollback(True)
        return answer, state

    @staticmethod
    def state() -> dict[str, str]:
        return checksums(leaving_out=REMEMBERED)


@pytest.fixture
def sender(world, settings, next_date):
    settings.RIZ_RATE_LIMITS = dict.fromkeys(settings.RIZ_RATE_LIMITS, "1000000/60")
    return Sender(world, next_date)


def is_judged_well(sender: Sender, answer: Any, state: Any, tried: str) -> bool:
    """Hold an answer to what is promised of every one of them; return whether what was sent was accepted."""
    tried = f"{tried}: {answer.status_code} {answer.content[:300]!r}"
    assert answer.status_code < 500, tried
    if answer.status_code < 400:
        return True
    assert answer["Content-Type"] == "application/problem+json", tried
    assert answer.json()["code"].count(".") >= 1, tried
    changed = [name for name in state if state[name] != sender.before[name]]
    assert not changed, f"half done, {changed}: {tried}"
    return False


@pytest.mark.requirement("ASVS 5.0 2.2.1")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_stores_exactly_or_refuses(sender, part):
    for turn, field in list(enumerate(all_fields()))[part::PARTS]:
        base = sender.base_of(field.method, field.path)
        texts = [*TEXTS, *some(listed(), LISTED_FOR_EACH_FIELD, turn)]
        values = [written(field.schema, text) for text in texts]
        for sent in [*values, *some(OTHERS, OTHERS_FOR_EACH_FIELD, turn)]:
            answer, state = sender.send(field.method, field.path, {**base, field.name: sent})

            if is_judged_well(sender, answer, state, f"{field}={sent!r:.60}") and answer.content:
                shown = answer.json().get(field.name)
                exactly = {str(sent).strip(), normalize("NFC", str(sent)).strip()}
                if field.name == "locale":  # BCP 47 names languages without regard to case
                    exactly = {each.casefold() for each in exactly} & {str(shown).casefold()}
                    shown = str(shown).casefold()
                # Nothing may be filled in: a name by the account's.
                is_shown = isinstance(shown, str) and sent != ""
                assert not is_shown or shown in exactly, (field, sent, shown)


@pytest.mark.parametrize("value", UNREADABLE, ids=["NUL", "high", "low", "many digits"])
def test_no_operation_accepts_what_can_not_be_read(sender, value):
    for turn, (operation, fields) in enumerate(operations().items()):
        field = fields[turn % len(fields)]
        sent = {**sender.base_of(*operation), field.name: value}

        answer, state = sender.send(*operation, sent)

        assert not is_judged_well(sender, answer, state, f"{field}={value!r:.60}")
        assert answer.status_code == 400


def test_requests_would_be_accepted_but_for_what_is_tried(sender):
    """Otherwise no text would come as far as the tables."""
    refused = {
        path.removeprefix(API)
        for method, path in operations()
        if sender.send(method, path, sender.base_of(method, path))[0].status_code >= 400
    }

    assert refused == {*REFUSED_ANYWAY.split()}
    assert len(all_fields()) > 150


@pytest.mark.requirement("ASVS 5.0 2.2.1")
def test_queries_are_read_or_refused(sender):
    texts = [text for text in [*TEXTS, "a\x00b", "\ud800", *map(str, OTHERS)] if len(text) < 2_000]
    turns = itertools.count()
    for path, methods in description()["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", []):
            if parameter["in"] != "query":
                continue
            row = sender.row_of("get", path)
            for text in some(texts, TEXTS_FOR_EACH_PARAMETER, next(turns)):
                query = urlencode({parameter["name"]: text}, errors="surrogatepass")
                api = sender.api_of(row)
                answer = api.client.get(f"{sender.address_of(row)}?{query}", headers=api.headers)
                is_judged_well(sender, answer, sender.before, f"{row} {query:.60}")
    assert next(turns) > 180


@pytest.mark.requirement("ASVS 5.0 2.2.1")
def test_the_long_list_is_kept_to_the_letter_in_a_name(sender):
    kept, wrong = 0, []
    path = f"{API}/users/{{user_id}}/profile"
    base = sender.base_of("put", path)
    for text in listed()[::4] or TEXTS:
        answer, _ = sender.send("put", path, {**base, "full_name": text})
        if answer.status_code == 200 and answer.json()["full_name"] == text.strip():
            kept += 1
        elif answer.status_code not in (400, 422):
            wrong.append((text, answer.status_code, answer.content))

    assert wrong == []
    assert kept


class TestLines:
    """Names and reasons are one line, in which something can be seen."""

    WORDS = re.compile(r"(^|_)(name|label|reason|description|home_place|relation)$")
    HOSTILE = (
        "\u200b",
        "A\x07B",
        "A\nB",
        "A\u2029B",
        "\u202egnp.exe",
        "A\u2067B",
        "Z" + "\u0335" * 9,
    )

    def test_of_every_request_are_refused_where_they_are_none(self, sender):
        tried, wrong = 0, []
        for field in all_fields():
            if not self.WORDS.search(field.name):
                continue
            for text in self.HOSTILE:
                sent = {**sender.base_of(field.method, field.path), field.name: text}
                answer, state = sender.send(field.method, field.path, sent)
                tried += 1
                named = answer.json().get("errors", {}) if answer.status_code == 422 else {}
                if field.name not in named or state != sender.before:
                    wrong.append((str(field), text, answer.status_code))

        assert wrong == []
        assert tried >= 15 * len(self.HOSTILE)


@cache
def names_of_columns() -> frozenset[str]:
    models: Iterator[type[Model]] = apps.get_models()
    ours = [model for model in models if model.__module__.startswith(("contexts.", "riz."))]
    names = {
        name
        for model in ours
        for field in model._meta.fields
        for name in (field.name, field.attname)
    }
    return frozenset(
        names | {"is_superuser", "is_staff", "roles", "grants", "permissions", "groups"}
    )


@pytest.mark.requirement("ASVS 5.0 15.3.3")
def test_no_column_is_written_by_its_name(sender):
    """Each is refused as unknown, all of them together and by name, to whoever may do everything too."""
    for operation, fields in operations().items():
        foreign = names_of_columns() - {field.name for field in fields}
        body = {**sender.base_of(*operation), **dict.fromkeys(foreign, "PORTAL_ADMIN")}

        answer, state = sender.send(*operation, body)

        assert not is_judged_well(sender, answer, state, str(operation))
        if answer.status_code == 422:
            assert foreign <= set(answer.json()["errors"]), operation
