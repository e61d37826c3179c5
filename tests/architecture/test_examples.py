"""Every request and every good answer of the OpenAPI description has an example, and the example is a good one."""

from __future__ import annotations

from django.urls import URLPattern, get_resolver

from riz.rest.samples import JSON
from riz.rest.views import ApiView
from tests.support.described import OPENAPI_PLACE, description, followed, validator


def operations():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def examples_of(content):
    if "example" in content:
        return [content["example"]]
    return [followed(one)["value"] for one in content.get("examples", {}).values()]


def requests():
    for path, method, operation in operations():
        if content := operation.get("requestBody", {}).get("content", {}).get(JSON):
            yield path, method, content


def contents():
    """Every JSON body that is sent or answered, refusals left aside."""
    for path, method, content in requests():
        yield f"{method} {path}", content
    for path, method, operation in operations():
        for status, answer in operation["responses"].items():
            if content := followed(answer).get("content", {}).get(JSON):
                yield f"{method} {path} {status}", content


def views(patterns=None, prefix="/"):
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            view = getattr(entry.callback, "cls", None)
            if isinstance(view, type) and issubclass(view, ApiView):
                yield OPENAPI_PLACE.sub(r"{\1}", path), view
        elif not path.startswith("/admin/"):
            yield from views(entry.url_patterns, path)


def test_every_write_with_a_body_and_every_answer_has_an_example():
    assert [where for where, content in contents() if not examples_of(content)] == []


def test_examples_fit_their_schemas():
    faults = [
        f"{where}: {error.json_path} {error.message}"
        for where, content in contents()
        for example in examples_of(content)
        for error in validator(content["schema"]).iter_errors(example)
    ]

    assert faults == []


def test_no_example_is_a_mere_placeholder():
    lacking = {
        f"{where}: {field}"
        for where, content in contents()
        for example in examples_of(content)
        for field in placeholders(example)
    }
    lacking |= {
        f"{code}: {field}"
        for code, example in description()["components"]["examples"].items()
        for field in placeholders(example["value"])
    }

    assert sorted(lacking) == []


def placeholders(value, name=""):
    if value == "...":
        yield name
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from placeholders(inner, key)
    for inner in value if isinstance(value, list) else ():
        yield from placeholders(inner, name)


def test_examples_of_requests_are_taken_by_their_serializers():
    by_path, faults = dict(views()), []
    for path, method, content in requests():
        schema = getattr(by_path[path], method).kwargs["schema"]()
        schema.view, schema.method, schema.path = (
            by_path[path](request=None, args=(), kwargs={}),
            method,
            path,
        )
        serializer = schema.get_request_serializer()
        if isinstance(serializer, dict):  # a body that is no serializer's
            continue
        for example in examples_of(content):
            form = serializer(data=example)
            if not form.is_valid():
                faults.append(f"{method} {path}: {form.errors}")

    assert faults == []
