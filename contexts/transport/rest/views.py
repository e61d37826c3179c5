"""Endpoints of transport: public reads, each a search of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

import orjson
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock, values
from riz.rest.paging import page_request, whole_list
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_body, read_query
from riz.rest.renderers import to_json
from riz.rest.views import ApiView

from .. import contracts
from ..contracts import Place, TravelMode, When, Wishes
from ..domain.options.results import Visit
from ..queries import answering, charts, feed_list, local_transit, options, places, routes, tours
from . import examples, questions, serializers

CACHE_CONTROL: Final = "public, max-age=60"
_USUAL_RADIUS_M: Final = 800
_USUAL_STOPS: Final = 10
_USUAL_DEPARTURES: Final = 3
_USUAL_PLACES: Final = 10
_SVG: Final = "image/svg+xml"
_PICTURE: Final = {(200, _SVG): OpenApiResponse(OpenApiTypes.STR, description="A picture.")}
_ACCEPT_LANGUAGE: Final = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="Names of stops and lines come in it where the feed translates them.",
)


class SvgRenderer(BaseRenderer):
    """Writes a picture as it is."""

    media_type = _SVG
    format = "svg"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        del accepted_media_type, renderer_context
        return str(data or "").encode()


class PublicSearch(ApiView):
    """Open to everybody, and limited on its own: a search takes more work than other reads."""

    while_acting = True
    permission_classes: ClassVar = [IsAnyone]  # type: ignore[misc]
    throttle_policy: ClassVar[str | None] = "transport"
    cache_control = CACHE_CONTROL


class OptionsView(PublicSearch):
    """Ways between two places."""

    @extend_schema(
        operation_id="list_transport_options",
        summary="Find every way worth taking between two places",
        description=(
            "The answer is a Pareto front over departure, arrival, changes, cost, comfort and CO2: no way in it is beaten by another"
            " one. Told all the same, and marked, are direct ways, and the best of each family (air, rail, road, water). `criteria`"
            " orders the answer and never changes the front. `results` are a selection of it unless `all=true`; ways that differ by"
            " their time alone are told once. An empty list means that no timetable has a way: the baselines are there always."
        ),
        parameters=[questions.OptionsQuery, PAGE[1], _ACCEPT_LANGUAGE],
        responses={200: serializers.TransportOptionsSerializer},
    )
    def get(self, request: Request) -> Response:
        asked, now = questions.read_options(request), clock.now()
        start, goal, when, wishes = _question(request, asked, now)

        def make() -> str:
            found = options.find_options(
                origin=start, destination=goal, when=when, wishes=wishes, now=now
            )
            return to_json(serializers.TransportOptionsSerializer(found).data).decode()

        parts = ("options", *answering.asked(start, goal, when, wishes))
        text = answering.recalled(parts, make, now=now)
        answer = orjson.loads(text)
        earlier, later = questions.neighbours(when)
        answer["previous"], answer["next"] = _beside(request, earlier), _beside(request, later)
        return Response(answer, headers=_headers(text))


class OptionsChartView(PublicSearch):
    """The front as a picture."""

    renderer_classes: ClassVar = [SvgRenderer]  # type: ignore[misc]

    @extend_schema(
        operation_id="get_transport_options_chart",
        summary="Draw the ways between two places, time against cost",
        parameters=[questions.OptionsQuery, PAGE[1]],
        responses={**_PICTURE},
    )
    def get(self, request: Request) -> Response:
        asked, now = questions.read_options(request), clock.now()
        start, goal, when, wishes = _question(request, asked, now)

        def make() -> str:
            found = options.find_options(
                origin=start, destination=goal, when=when, wishes=wishes, now=now
            )
            return charts.chart_of_options(found, wishes.currency)

        parts = ("chart", *answering.asked(start, goal, when, wishes))
        text = answering.recalled(parts, make, now=now)
        return Response(text, headers=_headers(text))


class RouteView(PublicSearch):
    """A way, found again."""

    @extend_schema(
        operation_id="get_transport_route",
        summary="Read one way again by its id",
        description=(
            "The id is signed and holds the way itself. One that was never given out is 404; one whose timetable is no longer in"
            " use is 410 `transport.route_gone`: search again."
        ),
        parameters=[questions.RouteQuery, _ACCEPT_LANGUAGE],
        responses={200: serializers.TransportOptionSerializer},
    )
    def get(self, request: Request, route_id: str) -> Response:
        found = _route(request, route_id)
        text = to_json(serializers.TransportOptionSerializer(found).data).decode()
        return Response(orjson.loads(text), headers=_headers(text))


class RouteChartView(PublicSearch):
    """A way as a picture."""

    renderer_classes: ClassVar = [SvgRenderer]  # type: ignore[misc]

    @extend_schema(
        operation_id="get_transport_route_chart",
        summary="Draw one way leg by leg",
        parameters=[questions.RouteQuery],
        responses={**_PICTURE},
    )
    def get(self, request: Request, route_id: str) -> Response:
        text = charts.chart_of_route(_route(request, route_id))
        return Response(text, headers=_headers(text))


class MultiLegView(PublicSearch):
    """Tours between several places."""

    @extend_schema(
        operation_id="plan_tours",
        summary="Plan a journey to several places",
        description=(
            f"At most {tours.MOST_PLACES} places, in the given order or in the one with the least time on the way, with stays by"
            " seconds or nights, and open jaws. The best of the whole are found by putting the fronts of the legs together;"
            " `capped` and `truncated` say when that was more than could be looked at."
        ),
        request=questions.MultiLegInput,
        responses={200: serializers.ToursSerializer},
        examples=[examples.TOUR_INPUT],
    )
    def post(self, request: Request) -> Response:
        asked, now = read_body(request, questions.MultiLegInput), clock.now()
        visits = _visits(asked["places"])
        found = tours.plan_tours(
            visits=visits,
            when=questions.when_of(asked, visits[0].place, visits[1].place, now),
            wishes=questions.wishes_of(asked, language_of(request)),
            free_order=asked.get("order") == "free",
            last_is_fixed=asked.get("last_is_fixed", False),
            now=now,
        )
        return Response(serializers.ToursSerializer(found).data)


class LocalTransitView(PublicSearch):
    """Departures around a point."""

    cache_control = "public, max-age=15"

    @extend_schema(
        operation_id="list_nearby_stops",
        summary="See what leaves from the stops around a point",
        parameters=[questions.LocalTransitQuery, PAGE[0], _ACCEPT_LANGUAGE],
        responses={200: page_of(serializers.NearStopSerializer)},
    )
    def get(self, request: Request) -> Response:
        """List stops, the nearest first."""
        asked, now = read_query(request, questions.LocalTransitQuery), clock.now()
        modes = asked.get("modes")
        around = local_transit.Around(
            latitude=asked["lat"],
            longitude=asked["lon"],
            radius_m=asked.get("radius_m", _USUAL_RADIUS_M),
            modes=None if modes is None else frozenset(TravelMode(mode) for mode in modes),
            limit=page_request(request, default_limit=_USUAL_STOPS).limit,
            departures=asked.get("departures", _USUAL_DEPARTURES),
            language=language_of(request),
        )
        found = local_transit.local_transit(around=around, at=asked.get("at", now), now=now)
        answer = whole_list(request, found, serializers.NearStopSerializer)
        answer["Vary"] = "Accept-Language"
        return answer


class PlacesView(PublicSearch):
    """Places while somebody types."""

    throttle_policy = None

    @extend_schema(
        operation_id="list_transport_places",
        summary="Suggest places while somebody types",
        parameters=[questions.PlacesQuery, PAGE[0]],
        responses={200: page_of(serializers.TransportPlaceSerializer)},
    )
    def get(self, request: Request) -> Response:
        """List places, the likeliest first."""
        asked = read_query(request, questions.PlacesQuery)
        near = (asked["lat"], asked["lon"]) if "lat" in asked else None
        limit = page_request(request, default_limit=_USUAL_PLACES).limit
        found = places.find_places(text=asked["q"], near=near, limit=limit)
        return whole_list(request, found, serializers.TransportPlaceSerializer)


class FeedsView(PublicSearch):
    """Timetables in use."""

    throttle_policy = None

    @extend_schema(
        operation_id="list_feeds",
        summary="List the timetables that answers are from",
        responses={200: page_of(serializers.FeedSerializer)},
    )
    def get(self, request: Request) -> Response:
        read_query(request, questions.FeedsQuery)
        found = feed_list.list_feeds(now=clock.now())
        return whole_list(request, found, serializers.FeedSerializer)


def language_of(request: Request) -> str:
    """Return the language that the caller likes most."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if not values.faults_of(values.language, tag):
            return values.language(tag)
    return ""


def _question(
    request: Request, asked: dict[str, Any], now: dt.datetime
) -> tuple[Place, Place, When, Wishes]:
    start, goal = places.places_of(texts=[asked["origin"], asked["dest"]])
    when = questions.when_of(asked, start, goal, now)
    return start, goal, when, questions.wishes_of(asked, language_of(request))


def _route(request: Request, route_id: str) -> contracts.Option:
    asked = read_query(request, questions.RouteQuery)
    return routes.get_route(
        route_id=route_id,
        currency=asked.get("currency", questions.USUAL_CURRENCY),
        language=language_of(request),
        expand=asked.get("expand", frozenset(("stops", "geometry"))),
        now=clock.now(),
    )


def _visits(places_: list[dict[str, Any]]) -> list[Visit]:
    texts = [each[key] for each in places_ for key in ("place", "leave_from") if each.get(key)]
    found = iter(places.places_of(texts=texts))
    return [_visit(each, found) for each in places_]


def _visit(place: dict[str, Any], found: Iterator[Place]) -> Visit:
    return Visit(
        place=next(found),
        leave_from=next(found) if place.get("leave_from") else None,
        min_stay_s=place.get("min_stay_s", 0),
        max_stay_s=place.get("max_stay_s"),
        nights=place.get("nights"),
    )


def _headers(text: str) -> dict[str, str]:
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return {"ETag": f'"{digest}"', "Vary": "Accept-Language"}


def _beside(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    for name in ("date", "time", "depart_at", "arrive_by", "window_s"):
        query.pop(name, None)
    query["cursor"] = cursor
    return request.build_absolute_uri(
        f"{request.path}?{urlencode(list(query.lists()), doseq=True)}"
    )
