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

from riz.rest.idempotency import idempotent
from riz.rest.openapi import problems
from riz.rest.permissions import IsAnyone
from riz.rest.problems import CONTENT_TYPE
from riz.rest.views import ApiView
from tests.riz.rest.urls import HeaderAuthentication, Leaving, NoteInput, RowSerializer


class Things(ApiView):
    authentication_classes = (HeaderAuthentication,)

    @extend_schema(
        operation_id="create_thing",
        request=NoteInput,
        responses={201: RowSerializer, **problems(410)},
    )
    @idempotent()
    def post(self, request: Request) -> Response: ...


class Thing(ApiView):
    authentication_classes = (HeaderAuthentication,)
    permission_classes = (IsAnyone,)

    @extend_schema(operation_id="read_thing", responses={200: RowSerializer})
    def get(self, request: Request, thing_id: str) -> Response: ...

    @extend_schema(
        operation_id="change_thing",
        request=NoteInput,
        responses={200: RowSerializer, **problems(412, 428)},
    )
    def put(self, request: Request, thing_id: str) -> Response: ...


class Old(Leaving):
    @extend_schema(operation_id="read_old", responses={200: RowSerializer})
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
    assert headers(thing["get"]) == {}
    assert {"404", "412", "428"} <= set(thing["put"]["responses"])
    assert "fields" in {parameter["name"] for parameter in thing["get"]["parameters"]}


def test_every_refusal_is_a_problem_with_an_example(description):
    for operations in description["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) < 400:
                    continue
                content = response["content"][CONTENT_TYPE]
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                (example,) = content["examples"].values()
                assert example["value"]["status"] == int(status)


def test_tells_who_must_sign_in(description):
    assert description["paths"]["/api/v1/things"]["post"]["security"] == [{"bearer": []}]
    assert description["paths"]["/api/v1/things/{thing_id}"]["get"]["security"] == [
        {"bearer": []},
        {},
    ]


def test_tells_what_is_on_its_way_out(description):
    assert description["paths"]["/api/v1/old"]["get"]["deprecated"] is True
