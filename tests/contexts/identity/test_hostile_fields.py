"""Whatever is put into whichever field of identity: stored exactly or refused, never a fault, never half done.

Driven by the OpenAPI document, so an endpoint that is new is tried as well.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import Resolver404, resolve
from drf_spectacular.generators import SchemaGenerator

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from riz import clock
from tests.contexts.identity.factories import (
    PASSWORD,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db
WRITING = ("post", "put", "patch", "delete")
JSON = "application/json"
# Of the long list each field gets some, and the next field the next ones.
LISTED_FOR_EACH_FIELD = 3
# What the paths begin with: an endpoint under another word needs it here.
SUBJECTS = ("auth", "invitations", "organisations", "partners", "roles", "users")

NUL, HIGH, LOW = "a\x00b", "\ud800", "x\udfff"
NASTY = [
    NUL,
    HIGH,
    LOW,
    "a" + "\u0301" * 1_000,
    "\u202egnp.exe\u202c",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 3,
    "İstanbul ß ﷺ",
    "'; DROP TABLE identity_user; --",
    "{{7*7}}${7*7}<script>alert(1)</script>",
    "x" * 6_000,
    "line\r\nBcc: all@riz.example\u2028\u2029",
]
TABLES = (
    "user", "organisation", "membership", "rolegrant", "role", "invitation", "assignment", "profile",
    "preferences", "maillink", "totpdevice", "recoverycode", "passkey", "partner", "partnercredential",
    "linkedlogin", "consent", "application", "erasure", "export",
)  # fmt: skip


@cache
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def listed() -> tuple[str, ...]:
    path = Path(os.environ.get("RIZ_DATA", "/nonexistent")) / "security" / "blns.json"
    return tuple(json.loads(path.read_text())) if path.exists() else ()


def is_identity(path: str) -> bool:
    parts = [str(uuid4()) if part.startswith("{") else part for part in path.split("/")]
    try:
        found = resolve("/".join(parts))
    except Resolver404:
        return False
    return found.func.__module__.startswith("contexts.identity")


def operations(*methods: str) -> list[tuple[str, str]]:
    return [
        (method, path)
        for path, found in document()["paths"].items()
        for method in found
        if method in methods and is_identity(path)
    ]


def taking_fields() -> list[tuple[str, str]]:
    return [operation for operation in operations(*WRITING) if fields_of(*operation)]


def subject_of(operation: tuple[str, str]) -> str:
    return operation[1].split("/")[3]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" in schema:
        return resolved(schema["allOf"][0])
    if "$ref" not in schema:
        return schema
    return resolved(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])


def body_of(method: str, path: str) -> dict[str, Any]:
    content = document()["paths"][path][method].get("requestBody", {}).get("content", {})
    return content.get(JSON, {})


def fields_of(method: str, path: str) -> dict[str, Any]:
    return resolved(body_of(method, path).get("schema", {})).get("properties", {})


def example_of(method: str, path: str) -> dict[str, Any]:
    """Return a body that would do: the document's own example."""
    content = body_of(method, path)
    for example in content.get("examples", {}).values():
        return dict(example["value"])
    return dict(content.get("example", {}))


def written(schema: dict[str, Any], text: str) -> Any:
    """Put a text where the schema has texts: into a list, or into every field of an object."""
    schema = resolved(schema)
    if schema.get("type") == "array":
        return [text]
    if schema.get("type") == "object" and schema.get("properties"):
        return {name: written(inner, text) for name, inner in schema["properties"].items()}
    return text


def pytest_ids(operation: tuple[str, str]) -> str:
    return f"{operation[0].upper()} {operation[1].removeprefix('/api/v1')}"


class Place:
    """An administrator with something of every kind that paths name."""

    def __init__(self) -> None:
        self.user = UserFactory(email="admin@riz.example")
        RoleGrantFactory(user=self.user, role=Role.PORTAL_ADMIN)
        self.api = ApiClient().sign_in(self.user)
        self.things: dict[str, object] = {
            "user_id": self.user.id,
            "organisation_id": OrganisationFactory(kind=OrganisationKind.PARTNER).id,
        }
        self.things |= {
            "code": self._made("/roles", "code"),
            "partner_id": self._made("/partners", "id"),
            "passkey_id": models.Passkey.objects.create(
                user=self.user,
                credential_id=b"1",
                public_key=b"2",
                aaguid=uuid4(),
                name="Key",
                created_at=clock.now(),
            ).id,
        }
        self.before = self.state()

    def _made(self, path: str, key: str) -> str:
        answer = self.api.post(path, self.example_of("post", f"/api/v1{path}"))
        assert answer.status_code == 201, answer.content
        return str(answer.json()[key])

    def example_of(self, method: str, path: str) -> dict[str, Any]:
        """Return a body that would do, about things that there are."""
        body = example_of(method, path)
        return body | {name: str(self.things[name]) for name in body if name in self.things}

    def address(self, path: str) -> str:
        parts = [
            str(self.things.get(part[1:-1], uuid4())) if part.startswith("{") else part
            for part in path.removeprefix("/api/v1").split("/")
        ]
        return "/".join(parts)

    def send(self, method: str, path: str, body: Any) -> tuple[Any, str]:
        """Send a request, look at what it left, and undo it."""
        with transaction.atomic():
            answer = self.api.client.generic(
                method.upper(),
                f"/api/v1{self.address(path)}",
                json.dumps(body),
                content_type=JSON,
                headers=self.api.headers,
            )
            connection.check_constraints()  # what the database would find at the end
            state = self.state() if 400 <= answer.status_code < 500 else ""
            transaction.set_rollback(True)
        return answer, state

    @staticmethod
    def state() -> str:
        """Return a checksum of what is kept of people; that somebody tried something may be remembered."""
        known = {model._meta.db_table for model in apps.get_app_config("identity").get_models()}
        names = [f"identity_{name}" for name in TABLES if f"identity_{name}" in known]
        sums = " || ".join(
            f"coalesce((SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t), '')"
            for name in names
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {sums}")
            return str(cursor.fetchone()[0])


@pytest.fixture
def place(settings):
    settings.RIZ_RATE_LIMITS = dict.fromkeys(settings.RIZ_RATE_LIMITS, "1000000/60")
    return Place()


def texts_for(number: int) -> list[str]:
    start = number * LISTED_FOR_EACH_FIELD
    return NASTY + list(
        itertools.islice(itertools.cycle(listed()), start, start + LISTED_FOR_EACH_FIELD)
    )


def all_fields() -> list[tuple[str, str, str]]:
    return [(*op, field) for op in operations(*WRITING) for field in fields_of(*op)]


class TestTexts:
    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize("subject", SUBJECTS)
    def test_are_stored_exactly_or_refused(self, place, subject):
        order = {field: number for number, field in enumerate(all_fields())}
        for operation in taking_fields():
            if subject_of(operation) != subject:
                continue
            base = place.example_of(*operation)
            for field, schema in fields_of(*operation).items():
                for text in texts_for(order[*operation, field]):
                    sent = {**base, field: written(schema, text)}
                    answer, state = place.send(*operation, sent)
                    self.judge(place, answer, state, f"{pytest_ids(operation)} {field}", text)

    def judge(self, place, answer, state, where, text):
        tried = f"{where}={text[:60]!r}: {answer.status_code} {answer.content[:300]!r}"
        assert answer.status_code < 500, tried
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", tried
            assert state == place.before, f"half done: {tried}"
            return
        assert text not in (NUL, HIGH, LOW), f"taken: {tried}"
        shown = answer.json().get(where.rpartition(" ")[2]) if answer.content else None
        if isinstance(shown, str):
            assert shown == text.strip(), f"changed: {tried}"

    def test_cover_every_subject_of_identity(self):
        assert {subject_of(operation) for operation in taking_fields()} == set(SUBJECTS)
        assert len(all_fields()) > 60

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    def test_in_queries_are_read_or_refused(self, place):
        texts = [text for text in NASTY if len(text) < 2_000]
        tried = 0
        for method, path in operations("get"):
            for parameter in document()["paths"][path][method].get("parameters", []):
                for text in texts if parameter["in"] == "query" else []:
                    answer = place.api.client.get(
                        f"/api/v1{place.address(path)}",
                        {parameter["name"]: text.encode("utf-8", "surrogatepass")},
                        headers=place.api.headers,
                    )
                    tried += 1
                    assert answer.status_code < 500, (path, parameter["name"], text[:60])
        assert tried > 100

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    def test_of_the_long_list_are_kept_to_the_letter_in_a_name(self, place):
        wrong = []
        for number, text in enumerate(listed()[::4] or NASTY):
            with transaction.atomic():
                email = f"new{number}@riz.example"
                facts = {"email": email, "password": PASSWORD, "full_name": text}
                status = place.api.post("/auth/register", facts).status_code
                kept = models.User.objects.filter(email=email).values_list("full_name", flat=True)
                is_kept = status == 202 and list(kept) == [text.strip()]
                is_refused = status in (400, 422) and not kept
                if not (is_kept or is_refused):
                    wrong.append((text, status, list(kept)))
                transaction.set_rollback(True)

        assert wrong == []


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

    def test_of_every_request_are_refused_where_they_are_none(self, place):
        tried, wrong = 0, []
        for operation in taking_fields():
            base = place.example_of(*operation)
            for field in filter(self.WORDS.search, fields_of(*operation)):
                for text in self.HOSTILE:
                    answer, state = place.send(*operation, {**base, field: text})
                    tried += 1
                    named = answer.json().get("errors", {}) if answer.status_code == 422 else {}
                    if field not in named or state != place.before:
                        wrong.append((pytest_ids(operation), field, text, answer.status_code))

        assert wrong == []
        assert tried >= 15 * len(self.HOSTILE)


def names_of_columns() -> set[str]:
    return {
        name
        for model in apps.get_app_config("identity").get_models()
        for field in model._meta.fields
        for name in (field.name, field.attname)
    } | {"is_superuser", "is_staff", "roles", "grants", "permissions", "groups"}


@pytest.mark.requirement("ASVS 5.0 15.3.3")
def test_no_column_is_written_by_its_name(place):
    """Each is refused as unknown, all of them together and by name, to whoever may do everything too."""
    for operation in taking_fields():
        foreign = names_of_columns() - set(fields_of(*operation))
        body = {**place.example_of(*operation), **dict.fromkeys(foreign, "PORTAL_ADMIN")}

        answer, state = place.send(*operation, body)

        tried = f"{pytest_ids(operation)}: {answer.status_code} {answer.content[:300]!r}"
        assert 400 <= answer.status_code < 500, tried
        assert state == place.before, tried
        if answer.status_code == 422:
            assert foreign <= set(answer.json()["errors"]), tried
