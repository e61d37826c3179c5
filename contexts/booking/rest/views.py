"""Endpoints of booking."""

from __future__ import annotations

from functools import partial
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.idempotency import idempotent
from riz.rest.paging import page_request, page_response, whole_list
from riz.rest.permissions import IsAnyone
from riz.rest.preconditions import etag, expected_version
from riz.rest.reading import PAGE, page_of, read_body, read_query
from riz.rest.views import ApiView

from .. import contracts, queries
from ..use_cases.cancel_booking import cancel_booking
from ..use_cases.create_booking import create_booking
from ..use_cases.hold_booking import hold_booking
from ..use_cases.quote_order import quote_order
from . import examples, serializers


class BookingsView(ApiView):
    """The bookings of a caller."""

    reading_scope = "bookings:read"
    writing_scope = "bookings:write"

    @extend_schema(
        operation_id="create_booking",
        summary="Book a package, a stay or an experience",
        description=(
            "The booking is ON_HOLD until it is paid through its `payable_id` or `hold_expires_at` passes. "
            "With `place_hold` false it stays PENDING and holds nothing."
        ),
        request=serializers.BookingInput,
        responses={201: serializers.BookingSerializer},
        examples=[examples.BOOKING_INPUT],
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        country = partial(queries.country_of, actor_of(request))
        body = serializers.BookingInput(data=request.data, context={"country": country})
        body.is_valid(raise_exception=True)
        booking = create_booking(
            wish=body.to_wish(),
            contact=body.to_contact(),
            travellers=body.to_travellers(),
            channel=body.validated_data["channel"],
            hold_id=body.validated_data["hold_id"],
            place_hold=body.validated_data["place_hold"],
            expected_total=body.validated_data.get("expected_total"),
            actor=actor_of(request),
            at=clock.now(),
        )
        return _answer(booking, status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="list_bookings",
        summary="List bookings",
        description="One's own, and for staff those of their sellers; the newest first.",
        parameters=[serializers.BookingQuery, *PAGE],
        responses={200: page_of(serializers.BookingSerializer)},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_bookings(
            actor=actor_of(request),
            wanted=queries.BookingFilter(**read_query(request, serializers.BookingQuery)),
            page=page_request(request),
        )
        return page_response(request, found, serializers.BookingSerializer)


class QuoteView(ApiView):
    """Prices of things that are ordered together."""

    permission_classes: ClassVar = [IsAnyone]  # type: ignore[misc]

    @extend_schema(
        operation_id="quote_order",
        summary="Price several things together",
        description="The whole price with its taxes, the terms as instants, and why a thing can't be had. Nothing is written.",
        request=serializers.QuoteInput,
        responses={200: serializers.OrderQuoteSerializer},
        examples=[examples.QUOTE_INPUT],
    )
    def post(self, request: Request) -> Response:
        """Quote an order."""
        given = serializers.QuoteInput(data=request.data)
        given.is_valid(raise_exception=True)
        actor = actor_of(request)
        quote = quote_order(
            wishes=given.to_wishes(),
            source=contracts.Source.API if actor.partner_id else contracts.Source.PORTAL,
            at=clock.now(),
        )
        return Response(serializers.OrderQuoteSerializer(quote).data)


class BookingView(ApiView):
    """An order."""

    reading_scope = "bookings:read"

    @extend_schema(
        operation_id="get_booking",
        summary="Read a booking",
        description="The ETag is what a change has to name in If-Match.",
        responses={200: serializers.BookingSerializer},
    )
    def get(self, request: Request, booking_id: UUID) -> Response:
        return _answer(queries.get_visible_booking(booking_id=booking_id, actor=actor_of(request)))


class CancelView(ApiView):
    """The cancellation of a booking."""

    writing_scope = "bookings:write"

    @extend_schema(
        operation_id="cancel_booking",
        summary="Cancel a booking",
        description="Frees its stock; what was paid goes back as its cancellation terms say. Staff give a reason.",
        request=serializers.CancelInput,
        responses={200: serializers.BookingSerializer},
        examples=[examples.CANCEL_INPUT],
    )
    def put(self, request: Request, booking_id: UUID) -> Response:
        body = read_body(request, serializers.CancelInput)
        booking = cancel_booking(
            booking_id=booking_id,
            actor=actor_of(request),
            reason=body["reason"],
            expected_version=expected_version(request),
            at=clock.now(),
        )
        return _answer(booking)


class CancellationQuoteView(ApiView):
    """The refund that a cancellation would bring."""

    reading_scope = "bookings:read"

    @extend_schema(
        operation_id="get_cancellation_quote",
        summary="See what cancelling would give back",
        responses={200: serializers.CancellationQuoteSerializer},
    )
    def get(self, request: Request, booking_id: UUID) -> Response:
        quote = queries.quote_cancellation(
            booking_id=booking_id, actor=actor_of(request), at=clock.now()
        )
        return Response(serializers.CancellationQuoteSerializer(quote).data)


class HoldView(ApiView):
    """The hold of a booking's stock."""

    writing_scope = "bookings:write"

    @extend_schema(
        operation_id="hold_booking",
        summary="Hold the stock of a pending booking",
        request=serializers.BookingHoldInput,
        responses={200: serializers.BookingSerializer},
    )
    @idempotent()
    def post(self, request: Request, booking_id: UUID) -> Response:
        body = serializers.BookingHoldInput(data=request.data or {})
        body.is_valid(raise_exception=True)
        booking = hold_booking(
            booking_id=booking_id,
            actor=actor_of(request),
            hold_id=body.validated_data["hold_id"],
            at=clock.now(),
        )
        return _answer(booking)


class VersionsView(ApiView):
    """The versions of a booking."""

    reading_scope = "bookings:read"

    @extend_schema(
        operation_id="list_booking_versions",
        summary="Read every version of a booking",
        responses={200: page_of(serializers.BookingVersionSerializer)},
    )
    def get(self, request: Request, booking_id: UUID) -> Response:
        found = queries.list_versions(booking_id=booking_id, actor=actor_of(request))
        return whole_list(request, found, serializers.BookingVersionSerializer)


class AuditView(ApiView):
    """Log of who did what."""

    @extend_schema(
        operation_id="list_booking_audit_entries",
        summary="Read the audit of a booking",
        description="For staff of its seller.",
        responses={200: page_of(serializers.AuditEntrySerializer)},
    )
    def get(self, request: Request, booking_id: UUID) -> Response:
        found = queries.list_audit(booking_id=booking_id, actor=actor_of(request))
        return whole_list(request, found, serializers.AuditEntrySerializer)


def _answer(booking: contracts.Booking, code: int = status.HTTP_200_OK) -> Response:
    return Response(
        serializers.BookingSerializer(booking).data,
        status=code,
        headers={"ETag": etag(booking.version)},
    )
