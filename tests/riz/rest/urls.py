"""A few endpoints that exist only to be tested."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError, connection
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock, errors
from riz.actor import Actor
from riz.pages import keyset
from riz.rest.idempotency import idempotent
from riz.rest.models import IdempotencyKey
from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone, IsSignedIn
from riz.rest.preconditions import etag, expected_version
from riz.rest.serializers import StrictSerializer
from riz.rest.views import ApiView
from riz.versions import ensure_expected
from tests.support.waiting import PATIENCE_SECONDS

handler400 = "riz.rest.fallbacks.bad_request"
handler403 = "riz.rest.fallbacks.permission_denied"
handler404 = "riz.rest.fallbacks.not_found"
handler500 = "riz.rest.fallbacks.server_error"


class HeaderAuthentication(BaseAuthentication):
    """Believes whoever says who they are."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        name = request.headers.get("X-Test-Actor")
        if name == "forged":
            raise errors.Unauthenticated
        return (Actor(id=UUID(name), kind="user"), None) if name else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="test"'


class TestView(ApiView):
    __test__ = False
    authentication_classes = (HeaderAuthentication,)
    permission_classes = (IsAnyone,)


class NoteInput(StrictSerializer):
    text = serializers.CharField(max_length=1_000_000)
    number = serializers.IntegerField(required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=5), required=False)


class Echo(TestView):
    def post(self, request: Request) -> Response:
        return Response(request.data)

    def get(self, request: Request) -> Response:
        return Response({"query": request.query_params.dict()})


class Notes(TestView):
    def post(self, request: Request) -> Response:
        note = NoteInput(data=request.data)
        note.is_valid(raise_exception=True)
        return Response(note.validated_data, status=201)


class Versioned(TestView):
    def get(self, request: Request) -> Response:
        return Response({"id": "a", "name": "b"}, headers={"ETag": etag(3)})

    def put(self, request: Request) -> Response:
        ensure_expected(3, expected_version(request))
        return Response({"version": 4}, headers={"ETag": etag(4)})


class RowSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    scope = serializers.CharField()


class Rows(TestView):
    def get(self, request: Request) -> Response:
        page = keyset(
            IdempotencyKey.objects.all(),
            order_by=("-created_at", "id"),
            page=page_request(request),
            to_contract=lambda row: {"key": row.key, "scope": row.scope},
        )
        return page_response(request, page, RowSerializer)


REFUSALS: dict[str, Exception] = {
    "malformed": errors.Malformed(),
    "unauthenticated": errors.Unauthenticated(),
    "forbidden": errors.Forbidden(),
    "not-found": errors.NotFound(),
    "conflict": errors.Conflict("Sold out.", left=0),
    "gone": errors.Gone(),
    "invalid": errors.Invalid(errors={"date": ["It is past."]}),
    "too-many": errors.TooMany(retry_after_seconds=7),
    "unavailable": errors.Unavailable(),
    "database": OperationalError("lock timeout"),
    "bug": ZeroDivisionError("secret-internal"),
}


class Refusing(TestView):
    def get(self, request: Request, name: str) -> Response:
        raise REFUSALS[name]


class Private(TestView):
    permission_classes = (IsSignedIn,)

    def get(self, request: Request) -> Response:
        return Response({})


class Leaving(TestView):
    deprecated_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    sunset_at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    successor = "/api/v2/leaving"
    cache_control = "public, max-age=60"

    def get(self, request: Request) -> Response:
        return Response({})


class Limited(TestView):
    throttle_policy = "narrow"

    def get(self, request: Request) -> Response:
        return Response({})


def note_effect(text: str) -> str:
    at = clock.now()
    row = IdempotencyKey.objects.create(
        scope="effect",
        key=f"{text}-{uuid4()}",
        fingerprint="",
        attempt=uuid4(),
        leased_until=at,
        created_at=at,
    )
    return row.key


def die_at(point: str, wish: dict[str, Any]) -> None:
    if wish.get("die") == point and os.environ.get("MORTAL"):
        os.kill(os.getpid(), 9)


MEETING = threading.Barrier(2)


def lock(numbers: list[int]) -> None:
    """Take locks one after the other; between the first two wait for whoever does the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '20ms'")
        for place, number in enumerate(numbers):
            if place == 1:
                with suppress(threading.BrokenBarrierError):
                    MEETING.wait(timeout=PATIENCE_SECONDS)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


class Ordered(TestView):
    """An effect, and then whatever the body asks for."""

    def act(self, request: Request) -> Response:
        wish = request.data
        die_at("before the effect", wish)
        made = note_effect(wish.get("name", "order"))
        if "locks" in wish:
            lock(wish["locks"])
        time.sleep(wish.get("sleep", 0))
        if wish.get("refuse"):
            raise REFUSALS[wish["refuse"]]
        if wish.get("validate"):
            NoteInput(data={}).is_valid(raise_exception=True)
        die_at("after the effect", wish)
        return Response({"made": made}, status=201, headers={"Location": f"/api/v1/orders/{made}"})


class AtomicOrders(Ordered):
    @idempotent()
    def post(self, request: Request) -> Response:
        return self.act(request)


class SteppedOrders(Ordered):
    @idempotent(atomic=False)
    def post(self, request: Request) -> Response:
        return self.act(request)


api = [
    path("echo", Echo.as_view()),
    path("notes", Notes.as_view()),
    path("versioned", Versioned.as_view()),
    path("rows", Rows.as_view()),
    path("refusing/<str:name>", Refusing.as_view()),
    path("private", Private.as_view()),
    path("leaving", Leaving.as_view()),
    path("limited", Limited.as_view()),
    path("orders", AtomicOrders.as_view()),
    path("stepped-orders", SteppedOrders.as_view()),
]
urlpatterns = [path("api/v1/", include(api))]
