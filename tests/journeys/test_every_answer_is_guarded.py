"""What holds for every answer, whatever the address: types, headers, methods, origins."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from riz.ids import new_id
from tests.support.checksums import checksums

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
PLACEHOLDERS = re.compile(r"<(\w+):\w+>|\(\?P<\w+>[^)]*\)|[\^$\\]")
SAMPLES = {"uuid": str(new_id()), "int": "1", "slug": "x", "str": "x", "path": "x"}


def addresses(patterns=None, prefix="/"):
    """Every address of the running resolver but those of the staff screens, with something in each place."""
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if path.startswith("/admin/"):
            continue
        if isinstance(entry, URLPattern):
            yield PLACEHOLDERS.sub(lambda found: SAMPLES.get(found[1] or "", ""), path)
        else:
            yield from addresses(entry.url_patterns, path)


ADDRESSES = sorted(set(addresses()))
ELSEWHERE = "https://evil.example"


@pytest.fixture
def stranger(transactional_db):
    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in(anita):
    return anita.api


def test_every_address_is_looked_at():
    assert len(ADDRESSES) > 30
    assert {"/api/v1/auth/me", "/health/live", "/api/v1/bookings"} <= set(ADDRESSES)


@pytest.mark.requirement("ASVS 5.0 3.2.1", "ASVS 5.0 4.1.1")
def test_bodies_say_what_they_are_and_may_not_be_taken_for_anything_else(
    stranger,
):
    lacking = []
    for path in ADDRESSES:
        answer = stranger.get(path)
        kind = answer.headers.get("Content-Type", "")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if body and kind.startswith(("text/", "application/xml")) and "charset=" not in kind:
            lacking.append(f"{path}: {kind}")
        if body and not kind:
            lacking.append(f"{path}: no type")
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            lacking.append(f"{path}: sniffable")
        if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
            lacking.append(f"{path}: no policy")

    assert lacking == []


@pytest.mark.requirement("ASVS 5.0 3.4.2")
def test_no_answer_is_for_another_origin(stranger):
    open_to_all = []
    for path in ADDRESSES:
        for answer in (
            stranger.get(path, headers={"Origin": ELSEWHERE}),
            stranger.options(
                path,
                headers={"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"},
            ),
        ):
            allowed = answer.headers.get("Access-Control-Allow-Origin")
            if allowed == ELSEWHERE or (
                allowed == "*" and answer.headers.get("Access-Control-Allow-Credentials")
            ):
                open_to_all.append(f"{path}: {allowed}")

    assert open_to_all == []


@pytest.mark.requirement("ASVS 5.0 3.5.2")
def test_forms_of_other_origins_reach_nothing(signed_in):
    """What a page elsewhere can send without asking first (a form's types) is read by no endpoint."""
    taken = []
    for path in ADDRESSES:
        if not path.startswith("/api/v1/") or "webhooks" in path:
            continue
        for kind in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ):
            answer = signed_in.client.generic(
                "POST", path, b"a=b", content_type=kind, headers=signed_in.headers
            )
            if answer.status_code not in {401, 403, 404, 405, 409, 410, 415, 422, 428, 429}:
                taken.append(f"{path} as {kind}: {answer.status_code}")

    assert taken == []


@pytest.mark.requirement("ASVS 5.0 3.5.3")
def test_reading_changes_nothing(signed_in):
    remembered = frozenset({"rest_idempotencykey"})
    before = checksums(leaving_out=remembered)
    for path in ADDRESSES:
        signed_in.client.get(path, headers=signed_in.headers)
        signed_in.client.head(path, headers=signed_in.headers)

    assert checksums(leaving_out=remembered) == before


def test_no_idempotency_key_is_passed_over_in_silence(signed_in):
    silent, honoured = [], 0
    for path in ADDRESSES:
        view = getattr(resolve(path).func, "cls", None)
        if not path.startswith("/api/v1/") or not hasattr(view, "post"):
            continue
        for key, code in (("a-good-one", ""), ("two words", "idempotency.key_malformed")):
            headers = {**signed_in.headers, "Idempotency-Key": key}
            with transaction.atomic():
                answer = signed_in.client.post(path, {}, "application/json", headers=headers)
                transaction.set_rollback(True)
            is_honoured = getattr(view.post, "is_idempotent", False)
            honoured += is_honoured
            is_told = answer.headers.get("Idempotency-Key-Ignored") == "true"
            if is_told == (is_honoured or bool(code)) or (code and answer.json()["code"] != code):
                silent.append(f"{path} with {key!r}: {answer.status_code}")

    assert silent == []
    assert honoured > 4


def test_programs_are_told_in_words_which_methods_there_are(stranger):
    silent, asked = [], 0
    for path in ADDRESSES:
        answer = stranger.generic("NONE", path)
        if answer.status_code != 405 or not path.startswith(tuple(settings.RIZ_PATHS_OF_PROGRAMS)):
            continue
        asked += 1
        if (
            answer.headers["Content-Type"] != "application/problem+json"
            or not answer.headers["Allow"]
        ):
            silent.append(path)

    assert silent == []
    assert asked > 30
    answer = stranger.get("/oauth/token")
    assert (answer.status_code, answer.json()["code"]) == (405, "request.method_not_allowed")
    assert answer.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.requirement("ASVS 5.0 13.4.1")
@pytest.mark.parametrize("path", ["/.git/config", "/.git/HEAD", "/.svn/entries", "/.env", "/.hg/x"])
def test_nothing_of_how_it_was_made_is_served(stranger, path):
    for prefix in ("", "/static", "/static/..", "/static/%2e%2e"):
        assert stranger.get(prefix + path).status_code in {301, 302, 400, 404}


class TestInProduction:
    @pytest.fixture(autouse=True)
    def as_deployed(self, settings, monkeypatch):
        """The settings that production.py adds, read from the file itself."""
        for name, value in {
            "SECRET_KEY": "x" * 60,
            "ALLOWED_HOSTS": "riz.example",
            "JWT_SIGNING_KEYS": settings.JWT_SIGNING_KEYS or "{}",
            "FIELD_ENCRYPTION_KEYS": "x",
            "OIDC_RSA_PRIVATE_KEY": "x",
        }.items():
            monkeypatch.setenv(name, value)
        from config.settings import production  # noqa: PLC0415

        for name in dir(production):
            if name.startswith("SECURE_") or name.endswith(("COOKIE_SECURE", "COOKIE_NAME")):
                setattr(settings, name, getattr(production, name))

    @pytest.mark.requirement("ASVS 5.0 3.4.1")
    def test_every_answer_over_tls_says_that_tls_stays(self, stranger):
        lacking = [
            path
            for path in ADDRESSES
            if "max-age=31536000"
            not in stranger.get(path, secure=True).headers.get("Strict-Transport-Security", "")
        ]

        assert lacking == []

    @pytest.mark.requirement("ASVS 5.0 12.2.1")
    def test_without_tls_there_is_nothing_but_the_way_to_it(self, stranger):
        answers = {path: stranger.get(path) for path in ADDRESSES if "/health/" not in path}

        assert {answer.status_code for answer in answers.values()} == {301}
        assert all(answer["Location"].startswith("https://") for answer in answers.values())
