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
from riz.rest.reading import PAGE, page_of, read_query
from riz.rest.views import ApiView

from .. import contracts, queries
from ..use_cases.cancel_booking import cancel_booking
from ..use_cases.hold_order import hold_order
from ..use_cases.modify_booking import modify_booking
from ..use_cases.place_order import place_order
from ..use_cases.quote_cancellation import quote_cancellation
from ..use_cases.quote_modification import quote_modification
from ..use_cases.quote_order import quote_order
from . import examples, serializers


class BookingsView(ApiView):
    """The bookings of a caller."""

    reading_scope = "bookings:read"
    writing_scope = "bookings:write"

    @extend_schema(
        operation_id="create_booking",
        summary="Book one or more things together",
        description=(
            "All of it or nothing: an order with a booking for each seller, ON_HOLD until the open one of its `payables` is "
            "paid or `hold_expires_at` passes. A deposit confirms it where its sellers take one. With `place_hold` false it "
            "stays PENDING and holds nothing."
        ),
        request=serializers.OrderInput,
        responses={201: serializers.OrderSerializer},
        examples=[examples.ORDER_INPUT],
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        country = partial(queries.country_of, actor_of(request))
        body = serializers.OrderInput(data=request.data, context={"country": country})
        body.is_valid(raise_exception=True)
        order = place_order(
            wishes=body.to_wishes(),
            contact=body.to_contact(),
            travellers=body.to_travellers(),
            channel=body.validated_data["channel"],
            hold_id=body.validated_data["hold_id"],
            place_hold=body.validated_data["place_hold"],
            expected_total=body.validated_data.get("expected_total"),
            trip_id=body.validated_data["trip_id"],
            pays_in_full=body.validated_data["pays_in_full"],
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(serializers.OrderSerializer(order).data, status=status.HTTP_201_CREATED)

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


class OrderView(ApiView):
    """Bookings that are paid and confirmed together."""

    reading_scope = "bookings:read"

    @extend_schema(
        operation_id="get_order",
        summary="Read an order",
        description="With those of its bookings that the caller may see, and the payables that pay for them.",
        responses={200: serializers.OrderSerializer},
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        order = queries.get_visible_order(order_id=order_id, actor=actor_of(request))
        return Response(serializers.OrderSerializer(order).data)


class BookingView(ApiView):
    """A booking."""

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
        summary="Cancel a booking, or a part of it",
        description=(
            "Some items, or units or persons of them, or all. Frees their stock; what was paid goes back but for what the "
            "terms keep. Staff give a reason."
        ),
        request=serializers.CancelInput,
        responses={200: serializers.BookingSerializer},
        examples=[examples.CANCEL_INPUT],
    )
    def put(self, request: Request, booking_id: UUID) -> Response:
        body = serializers.CancelInput(data=request.data)
        body.is_valid(raise_exception=True)
        booking = cancel_booking(
            booking_id=booking_id,
            actor=actor_of(request),
            reason=body.validated_data["reason"],
            parts=body.to_parts(),
            expected_version=expected_version(request),
            at=clock.now(),
        )
        return _answer(booking)


class CancellationQuoteView(ApiView):
    """The refund that a cancellation would bring."""

    reading_scope = "bookings:read"
    writing_scope = "bookings:read"

    @extend_schema(
        operation_id="quote_cancellation",
        summary="See what cancelling would give back",
        description="Nothing is written.",
        request=serializers.PartsInput,
        responses={200: serializers.CancellationQuoteSerializer},
    )
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Quote a cancellation."""
        body = serializers.PartsInput(data=request.data or {})
        body.is_valid(raise_exception=True)
        quote = quote_cancellation(
            booking_id=booking_id, actor=actor_of(request), parts=body.to_parts(), at=clock.now()
        )
        return Response(serializers.CancellationQuoteSerializer(quote).data)


class ModifyView(ApiView):
    """A change of a booking."""

    writing_scope = "bookings:write"

    @extend_schema(
        operation_id="modify_booking",
        summary="Change the dates, the party or the things of a booking",
        description=(
            "What was bought already keeps its price. A change that costs more waits for the payment of its difference, the "
            "open one of the order's `payables`; one that costs less happens at once, and money goes back. Staff give a reason."
        ),
        request=serializers.ModifyInput,
        responses={200: serializers.BookingSerializer},
        examples=[examples.MODIFY_INPUT],
    )
    @idempotent()
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Modify a booking."""
        body = serializers.ModifyInput(data=request.data)
        body.is_valid(raise_exception=True)
        booking = modify_booking(
            booking_id=booking_id,
            targets=body.to_targets(),
            actor=actor_of(request),
            reason=body.validated_data["reason"],
            expected_version=expected_version(request),
            expected_difference=body.validated_data.get("expected_difference"),
            at=clock.now(),
        )
        return _answer(booking)


class ModificationQuoteView(ApiView):
    """The price of a change."""

    reading_scope = "bookings:read"
    writing_scope = "bookings:read"

    @extend_schema(
        operation_id="quote_modification",
        summary="See what a change would cost or give back",
        description="Nothing is written.",
        request=serializers.TargetsInput,
        responses={200: serializers.ModificationQuoteSerializer},
    )
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Quote a change."""
        body = serializers.TargetsInput(data=request.data)
        body.is_valid(raise_exception=True)
        quote = quote_modification(
            booking_id=booking_id,
            actor=actor_of(request),
            targets=body.to_targets(),
            at=clock.now(),
        )
        return Response(serializers.ModificationQuoteSerializer(quote).data)


class HoldView(ApiView):
    """The hold of a booking's stock."""

    writing_scope = "bookings:write"

    @extend_schema(
        operation_id="hold_booking",
        summary="Hold the stock of a pending booking, and of all that was ordered with it",
        request=serializers.BookingHoldInput,
        responses={200: serializers.OrderSerializer},
    )
    @idempotent()
    def post(self, request: Request, booking_id: UUID) -> Response:
        body = serializers.BookingHoldInput(data=request.data or {})
        body.is_valid(raise_exception=True)
        order = hold_order(
            booking_id=booking_id,
            actor=actor_of(request),
            hold_id=body.validated_data["hold_id"],
            at=clock.now(),
        )
        return Response(serializers.OrderSerializer(order).data)


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
