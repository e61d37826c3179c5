"""The description tells what the kernel does for every operation."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.validation import validate_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.errors import Gone
from riz.rest.idempotency import idempotent
from riz.rest.permissions import IsAnyone
from riz.rest.preconditions import etag, expected_version
from riz.rest.problems import CONTENT_TYPE
from riz.rest.views import ApiView
from riz.versions import ensure_expected
from tests.riz.rest.urls import HeaderAuthentication, Leaving, NoteInput, RowSerializer


class RowTaken(Gone):
    """Somebody else has the row."""

    code = "tests.row_taken"
    message = "This row is taken. Choose another one."
    row: int
    by: str | None = None


class Things(ApiView):
    authentication_classes = (HeaderAuthentication,)

    @extend_schema(
        operation_id="create_thing",
        request=NoteInput,
        responses={201: RowSerializer},
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        raise RowTaken(row=1)


class Thing(ApiView):
    authentication_classes = (HeaderAuthentication,)
    permission_classes = (IsAnyone,)

    @extend_schema(operation_id="get_thing", responses={200: RowSerializer})
    def get(self, request: Request, thing_id: str) -> Response:
        return Response({}, headers={"ETag": etag(3)})

    @extend_schema(
        operation_id="update_thing",
        request=NoteInput,
        responses={200: RowSerializer},
    )
    def put(self, request: Request, thing_id: str) -> Response:
        ensure_expected(3, expected_version(request))
        return Response({}, headers={"ETag": etag(4)})


class Old(Leaving):
    @extend_schema(operation_id="get_old", responses={200: RowSerializer})
    def get(self, request: Request) -> Response: ...


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    patterns = [
        path("api/v1/things", Things.as_view()),
        path("api/v1/things/<str:thing_id>", Thing.as_view()),
        path("api/v1/old", Old.as_view()),
    ]
    return SchemaGenerator(patterns=patterns).get_schema(public=True)


def headers(operation: dict[str, Any]) -> dict[str, bool]:
    return {
        p["name"]: p.get("required", False) for p in operation["parameters"] if p["in"] == "header"
    }


def test_is_valid(description):
    validate_schema(description)


def test_asks_for_a_key_where_one_is_needed(description):
    operation = description["paths"]["/api/v1/things"]["post"]

    assert headers(operation) == {"Idempotency-Key": True}
    assert {
        "201",
        "400",
        "401",
        "403",
        "409",
        "410",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
    } <= set(operation["responses"])


def test_asks_for_the_version_where_one_is_needed(description):
    thing = description["paths"]["/api/v1/things/{thing_id}"]

    assert headers(thing["put"]) == {"If-Match": True}
    assert headers(thing["get"]) == {"If-None-Match": False}
    assert {"404", "412", "428"} <= set(thing["put"]["responses"])
    assert "fields" in {parameter["name"] for parameter in thing["get"]["parameters"]}


def test_a_refusal_has_its_code_its_sentence_and_its_facts(description):
    answer = description["paths"]["/api/v1/things"]["post"]["responses"]["410"]["content"]
    component = description["components"]["schemas"]["TestsRowTakenProblem"]
    example = description["components"]["examples"]["tests.row_taken"]["value"]

    assert answer[CONTENT_TYPE]["schema"] == {"$ref": "#/components/schemas/TestsRowTakenProblem"}
    assert component["description"] == "Somebody else has the row."
    assert component["allOf"] == [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "properties": {
                "code": {"type": "string", "enum": ["tests.row_taken"]},
                "row": {"type": "integer"},
                "by": {"type": "string"},
            },
            "required": ["code", "row"],
        },
    ]
    assert (example["status"], example["detail"]) == (410, RowTaken.message)
    assert example["row"] == 1


def test_refusals_of_one_status_are_told_apart_by_their_code(description):
    answer = description["paths"]["/api/v1/things"]["post"]["responses"]["400"]["content"]
    schema = answer[CONTENT_TYPE]["schema"]

    told = schema["discriminator"]["mapping"]
    assert {"idempotency.key_missing", "request.malformed", "request.duplicate_key"} <= set(told)
    assert schema["oneOf"] == [{"$ref": ref} for ref in told.values()]
    assert set(answer[CONTENT_TYPE]["examples"]) == set(told)


def test_headers_of_answers_are_described(description):
    thing = description["paths"]["/api/v1/things/{thing_id}"]
    created = description["paths"]["/api/v1/things"]["post"]["responses"]

    assert {"X-Request-Id", "RateLimit", "ETag"} <= set(thing["get"]["responses"]["200"]["headers"])
    assert "ETag" in thing["get"]["responses"]["304"]["headers"]
    assert "Idempotent-Replayed" in created["201"]["headers"]
    assert "Idempotent-Replayed" in created["410"]["headers"]
    assert "ETag" not in created["201"]["headers"]
    assert {"Deprecation", "Sunset", "Link"} <= set(
        description["paths"]["/api/v1/old"]["get"]["responses"]["200"]["headers"]
    )


def test_what_has_no_example_gets_one(description):
    operation = description["paths"]["/api/v1/things"]["post"]

    example = operation["requestBody"]["content"]["application/json"]["example"]
    assert (list(example), type(example["text"])) == (["text"], str)
    assert operation["responses"]["201"]["content"]["application/json"]["example"]


def test_tells_who_must_sign_in(description):
    assert description["paths"]["/api/v1/things"]["post"]["security"] == [{"bearer": []}]
    assert description["paths"]["/api/v1/things/{thing_id}"]["get"]["security"] == [
        {"bearer": []},
        {},
    ]


def test_tells_what_is_on_its_way_out(description):
    assert description["paths"]["/api/v1/old"]["get"]["deprecated"] is True
