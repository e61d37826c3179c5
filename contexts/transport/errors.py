"""Refusals of transport."""

from __future__ import annotations

from typing import TypedDict

from riz.errors import Conflict, Gone, Invalid, NotFound, Unavailable


class PlaceFact(TypedDict):
    """A fact that distinguishes a place from others of its name."""

    id: str | None
    kind: str
    name: str
    code: str
    region: str
    country: str
    lat: float
    lon: float


class UnknownPlace(NotFound):
    """Nothing that transport knows is called so; `suggestions` may hold what was meant."""

    code = "transport.unknown_place"
    message = "No such place is known. Write a city, an airport or its code, a stop, or latitude,longitude."
    text: str
    suggestions: list[PlaceFact]


class AmbiguousPlace(Invalid):
    """Several places are called so and none stands out; `choices` tells them apart."""

    code = "transport.ambiguous_place"
    message = (
        "Several places are called so. Add the region or the country after a comma, or choose one."
    )
    text: str
    choices: list[PlaceFact]


class InvalidPlace(Invalid):
    """Some stated facts of a place are not acceptable; `errors` names them."""

    code = "transport.invalid_place"
    message = "Some facts of the place are not acceptable."


class SamePlace(Invalid):
    """Both ends are one place."""

    code = "transport.same_place"
    message = "Origin and destination are the same place. Choose another one."
    leg: int | None = None


class OutsideTimetable(Invalid):
    """No timetable covers the date; `served_from` and `served_until` say which dates are."""

    code = "transport.outside_timetable"
    message = "No timetable covers this date. Choose a date that is served."
    served_from: str
    served_until: str


class TooFarAhead(Invalid):
    """So far ahead nobody publishes timetables."""

    code = "transport.too_far_ahead"
    message = "That is more than two years ahead. Choose an earlier date."
    served_from: str | None = None
    served_until: str | None = None


class TooFarPast(Invalid):
    """The day asked for is long gone and isn't searched."""

    code = "transport.too_far_past"
    message = "That is more than a week ago. Choose a later date."
    served_from: str | None = None
    served_until: str | None = None


class ImpossibleWindow(Invalid):
    """The window or the stay is contradictory."""

    code = "transport.impossible_window"
    message = "This window of time is not possible. Give one end of it, or make it longer."


class TooManyLegs(Invalid):
    """More places than one search takes."""

    code = "transport.too_many_legs"
    message = "These are too many places for one search. Split the journey."
    most_places: int
    places: int


class NoWayFound(NotFound):
    """No chain of legs visits the places as wanted; `leg` tells the first one without a way."""

    code = "transport.no_way_found"
    message = "There is no way to visit these places so. Allow more time, or another order."
    leg: int


class UnknownRoute(NotFound):
    """The id was never given out, or was changed."""

    code = "transport.unknown_route"
    message = "There is no such route. Search again."


class RouteGone(Gone):
    """The timetable that the route is from is no longer in use."""

    code = "transport.route_gone"
    message = "The timetable of this route is no longer in use. Search again."


class Busy(Unavailable):
    """As many searches are under way here as are allowed at once."""

    code = "transport.busy"
    message = "Many people are searching right now. Try again in a moment."


class NotReadyYet(Unavailable):
    """The search's inner loops are being compiled, which an installation does once; the facts tell how far that is."""

    code = "transport.not_ready_yet"
    message = (
        "Searches for ways are being made ready, which takes some minutes once. Try again shortly."
    )
    step: int | None = None
    steps: int | None = None
    name: str | None = None
    seconds: int | None = None


class InvalidCostFacts(Invalid):
    """Files of tariffs, emissions, comfort or rates have faults; `faults` names file, line and reason of each."""

    code = "transport.invalid_cost_facts"
    message = "The files of tariffs have faults. Nothing was loaded."
    faults: list[str]


class InvalidCriteria(Invalid):
    """The weights can't be read; `errors` says why."""

    code = "transport.invalid_criteria"
    message = "Name criteria as time,cost,transfers,comfort,co2, each with a weight if you like: cost:2,time:1."


class NoExchangeRate(Invalid):
    """Prices can't be told in this currency."""

    code = "transport.no_exchange_rate"
    message = "There is no exchange rate into this currency. Choose another one."
    currency: str


class UnknownFeed(NotFound):
    """There is no such feed, or it was removed."""

    code = "transport.unknown_feed"
    message = "There is no such timetable."


class UnknownFeedVersion(NotFound):
    """The feed has no such version."""

    code = "transport.unknown_feed_version"
    message = "There is no such version of the timetable."


class FeedBusy(Conflict):
    """Somebody else is importing the feed right now."""

    code = "transport.feed_busy"
    message = "This timetable is being imported right now. Wait until that is through."
    feed: str


class FeedVersionUnusable(Conflict):
    """The version can't be searched: it failed, is not through, or is no longer on the disk."""

    code = "transport.feed_version_unusable"
    message = "This version can't be used. Import it again."
    reason: str


class InvalidFeed(Invalid):
    """Some stated facts of a feed are not acceptable; `errors` names them."""

    code = "transport.invalid_feed"
    message = "Some facts of the timetable are not acceptable."


class FeedUnreachable(Unavailable):
    """The feed could not be got from its address; `reason` says why."""

    code = "transport.feed_unreachable"
    message = "The timetable could not be got from its address."
    reason: str
