"""Endpoints of inventory."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, cast
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.idempotency import idempotent
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body, read_query
from riz.rest.views import ApiView

from .. import contracts, queries
from ..use_cases.change_dates import DateChange, DateRange, change_dates
from ..use_cases.place_hold import place_hold
from ..use_cases.release_hold import release_hold
from . import examples, serializers


class AvailabilityView(ApiView):
    """Calendars."""

    permission_classes: ClassVar = [IsAnyone]  # type: ignore[misc]

    @extend_schema(
        operation_id="get_availability",
        summary="See what is free",
        parameters=[serializers.AvailabilityQuery],
        responses={200: serializers.AvailabilitySerializer},
    )
    def get(self, request: Request) -> Response:
        """List the dates of a resource."""
        wanted = read_query(request, serializers.AvailabilityQuery)
        dates = queries.list_dates(**wanted)
        found = contracts.Availability(resource_id=wanted["resource_id"], dates=dates)
        return Response(serializers.AvailabilitySerializer(found).data)


class SlotsView(ApiView):
    """Slots of experiences."""

    permission_classes: ClassVar = [IsAnyone]  # type: ignore[misc]

    @extend_schema(
        operation_id="get_slots",
        summary="See when an experience starts and what is free",
        description="`starts_at` is null where the day is sold as a whole; what is held is the `resource_id`.",
        parameters=[serializers.SlotsQuery],
        responses={200: serializers.SlotsSerializer},
    )
    def get(self, request: Request) -> Response:
        """List the starts of an experience, each with its dates."""
        wanted = read_query(request, serializers.SlotsQuery)
        slots = queries.list_slots(**wanted, at=clock.now())
        found = contracts.Slots(item_id=wanted["item_id"], slots=slots)
        return Response(serializers.SlotsSerializer(found).data)


class CalendarView(ApiView):
    """Calendars as their sellers see and keep them."""

    reading_scope = "inventory:read"

    @extend_schema(
        operation_id="get_calendar",
        summary="See a month as its seller does",
        parameters=[serializers.CalendarQuery],
        responses={200: serializers.CalendarSerializer},
    )
    def get(self, request: Request) -> Response:
        """List the dates of a month, with what is held, sold and kept back."""
        wanted = read_query(request, serializers.CalendarQuery)
        month = wanted["month"]
        return self._calendar(
            request,
            resource_id=wanted["resource_id"],
            first_date=month,
            end_date=(month + dt.timedelta(days=31)).replace(day=1),
        )

    @extend_schema(
        operation_id="update_calendar",
        summary="Change dates by range and weekday",
        description="All of the dates change or none. What isn't named stays; null takes back what dates have of their own.",
        request=serializers.DatesInput,
        responses={200: serializers.CalendarSerializer},
        examples=[examples.DATES_INPUT],
    )
    def patch(self, request: Request) -> Response:
        """Change dates, and list the range as it is now."""
        change = read_body(request, serializers.DatesInput)
        of = {name: change.pop(name) for name in ("resource_id", "first_date", "end_date")}
        weekdays = change.pop("weekdays", range(1, 8))
        change_dates(
            dates=DateRange(**of, weekdays=weekdays),
            change=cast("DateChange", change),
            actor=actor_of(request),
            at=clock.now(),
        )
        return self._calendar(request, **of)

    def _calendar(self, request: Request, **of: Any) -> Response:
        dates = queries.list_managed_dates(**of, actor=actor_of(request))
        found = contracts.Calendar(resource_id=of["resource_id"], dates=dates)
        return Response(serializers.CalendarSerializer(found).data)


class QuoteView(ApiView):
    """Prices of stays."""

    permission_classes: ClassVar = [IsAnyone]  # type: ignore[misc]

    @extend_schema(
        operation_id="get_stay_quote",
        summary="Price a stay night by night",
        description="`refusal` is the code that a hold of the stay would meet now, null when it can be held.",
        parameters=[serializers.QuoteQuery],
        responses={200: serializers.StayQuoteSerializer},
    )
    def get(self, request: Request) -> Response:
        wanted = read_query(request, serializers.QuoteQuery)
        quote = queries.quote_stay(stay=contracts.Stay(**wanted), at=clock.now())
        return Response(serializers.StayQuoteSerializer(quote).data)


class HoldsView(ApiView):
    """Holds of the caller."""

    writing_scope = "inventory:write"

    @extend_schema(
        operation_id="create_hold",
        summary="Set stock aside",
        description="All lines are held or none. The hold ends by itself at `expires_at`.",
        request=serializers.HoldInput,
        responses={201: serializers.HoldSerializer},
        examples=[examples.HOLD_INPUT],
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        body = read_body(request, serializers.HoldInput)
        at = clock.now()
        hold = place_hold(
            lines=[contracts.HoldLine(**line) for line in body["lines"]],
            actor=actor_of(request),
            expires_at=at + dt.timedelta(seconds=settings.RIZ_HOLD_SECONDS),
            at=at,
            live_limit=settings.RIZ_LIVE_HOLDS_LIMIT,
            is_durable=settings.RIZ_DURABLE_HOLDS,
        )
        return Response(serializers.HoldSerializer(hold).data, status=status.HTTP_201_CREATED)


class HoldView(ApiView):
    """A hold of the caller."""

    reading_scope = "inventory:read"
    writing_scope = "inventory:write"

    @extend_schema(
        operation_id="get_hold",
        summary="Read a hold",
        responses={200: serializers.HoldSerializer},
    )
    def get(self, request: Request, hold_id: UUID) -> Response:
        """Return a hold of the caller that no booking has taken over, or one of stock that the caller manages."""
        hold = queries.get_own_hold(hold_id=hold_id, actor=actor_of(request))
        return Response(serializers.HoldSerializer(hold).data)

    @extend_schema(
        operation_id="release_hold",
        summary="Give a hold up",
        request=None,
        responses={200: serializers.HoldSerializer},
    )
    def delete(self, request: Request, hold_id: UUID) -> Response:
        """Release a hold; doing it twice changes nothing."""
        hold = release_hold(hold_id=hold_id, actor=actor_of(request), at=clock.now())
        return Response(serializers.HoldSerializer(hold).data)
