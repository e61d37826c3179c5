"""What who writes a client counts on, for every operation of the OpenAPI description."""

from __future__ import annotations

import re
from collections import Counter

from django.urls import get_resolver
from rest_framework.serializers import Serializer

from config.settings.rest import SPECTACULAR_SETTINGS
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer
from tests.support.described import description, followed

WRITES = {"post", "put", "patch", "delete"}
MOST_OF_ONE_SUBJECT = 20


# With what the name of an operation begins; it becomes the name of a function in generated clients.
VERBS = {
    *("list", "get", "create", "update", "delete"),
    *("accept", "cancel", "complete", "confirm", "decline", "disable", "enable", "end", "hold"),
    *(
        "link",
        "modify",
        "plan",
        "quote",
        "receive",
        "refresh",
        "register",
        "release",
        "remove",
        "renew",
        "request",
    ),
    *("reset", "resume", "revoke", "rotate", "sign", "start", "step", "suspend", "transfer"),
    *("undo", "verify", "withdraw"),
}


def operations():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_operation_has_one_subject_and_no_subject_has_too_many():
    counted = Counter(tag for _, operation in operations() for tag in operation["tags"])
    told = {tag["name"] for tag in SPECTACULAR_SETTINGS["TAGS"]}

    assert [where for where, operation in operations() if len(operation["tags"]) != 1] == []
    assert set(counted) == told
    assert max(counted.values()) <= MOST_OF_ONE_SUBJECT


def test_every_list_has_the_same_form():
    schemas = [
        (where, followed(answer["content"]["application/json"]["schema"]))
        for where, operation in operations()
        if where.startswith("get ")
        and "application/json"
        in (answer := followed(operation["responses"].get("200", {}))).get("content", {})
    ]
    lists = {
        where: set(schema["properties"])
        for where, schema in schemas
        if "results" in schema.get("properties", {})
    }

    assert len(lists) > 20
    assert [
        where for where, names in lists.items() if not {"results", "next", "previous"} <= names
    ] == []
    assert [where for where, schema in schemas if schema.get("type") == "array"] == []


def test_operations_are_named_by_a_verb_and_its_thing():
    """`docs/endpoints.md` says how."""
    names = {where: operation["operationId"] for where, operation in operations()}

    assert [name for name in names.values() if name.partition("_")[0] not in VERBS] == []
    assert [name for name in names.values() if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []
    assert [name for name, count in Counter(names.values()).items() if count > 1] == []
    assert {name.partition("_")[0] for name in names.values()} == VERBS


def test_whatever_is_read_is_listed_or_got():
    """A page is `list_things`, everything else that is read `get_thing`; nothing that writes is called so."""
    wrong = []
    for where, operation in operations():
        verb, _, thing = operation["operationId"].partition("_")
        answer = followed(operation["responses"].get("200", {})).get("content", {})
        schema = followed(answer.get("application/json", {}).get("schema", {}))
        is_page = where.startswith("get ") and "results" in schema.get("properties", {})
        wanted = "list" if is_page else "get" if where.startswith("get ") else None
        is_right = verb == wanted if wanted else verb not in {"list", "get"}
        if not is_right or (is_page and not thing.endswith("s")):
            wrong.append(f"{where} {operation['operationId']}")

    assert wrong == []


def test_serializers_are_named_by_what_they_are_for():
    """Bodies are `...Input`, queries `...Query`, answers `...Serializer`."""
    assert get_resolver().url_patterns  # every view, and so every serializer, is imported
    ours = {kind for kind in kinds_of(Serializer) if kind.__module__.startswith("contexts.")}
    wrong = [
        kind.__qualname__
        for kind in ours
        if not kind.__name__.startswith("_") and not kind.__name__.endswith(suffix_of(kind))
    ]

    assert len(ours) > 100
    assert wrong == []


def suffix_of(kind):
    if issubclass(kind, QuerySerializer):
        return "Query"
    return "Input" if issubclass(kind, StrictSerializer) else "Serializer"


def kinds_of(base):
    for kind in base.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_what_reads_the_cookie_says_so():
    """A browser shows two things at once: the cookie, and the token that only our own pages read."""
    kept = {"session_cookie": [], "csrf_token": []}
    shown = {where: operation.get("security") for where, operation in operations()}

    assert shown["post /api/v1/auth/refresh"] == [kept, {}]
    assert shown["post /api/v1/auth/logout"] == [{"bearer": []}, kept]
    assert [where for where, schemes in shown.items() if kept in (schemes or ())] == [
        "post /api/v1/auth/logout",
        "post /api/v1/auth/refresh",
    ]
