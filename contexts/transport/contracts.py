"""Events of transport."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from riz.money import Money


class PlaceKind(StrEnum):
    """The kind of a place that transport knows by name."""

    CITY = "city"
    AIRPORT = "airport"
    STATION = "station"
    STOP = "stop"
    SIGHT = "sight"
    POINT = "point"
    """A bare coordinate."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to start from or to go to."""

    kind: PlaceKind
    name: str
    latitude: float
    longitude: float
    time_zone: str
    """IANA zone."""
    id: UUID | None = None
    """None of bare coordinates."""
    code: str = ""
    """IATA of airports, the feed's stop code of stops."""
    region: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    radius_m: int = 0
    """Anywhere so near counts as the place: a city is larger than its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Facts of a place that is kept by name."""

    kind: PlaceKind
    name: str
    latitude: float
    longitude: float
    time_zone: str
    other_names: tuple[str, ...] = ()
    code: str = ""
    country: str = ""
    region: str = ""
    importance: int = 0
    radius_m: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPlace:
    """A stop of a feed as people look for it: a station once, not each of its platforms."""

    stop_id: str
    name: str
    latitude: float
    longitude: float
    time_zone: str
    code: str = ""
    is_station: bool = False
    """Found before stops of its name: of trains, or with platforms of its own."""
    other_names: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    importance: int = 0
    """How much of the feed runs there: orders stops of one name."""


class TravelMode(StrEnum):
    """Modes of travel."""

    WALK = "walk"
    BICYCLE = "bicycle"
    CAR = "car"
    TAXI = "taxi"
    BUS = "bus"
    COACH = "coach"
    TRAM = "tram"
    METRO = "metro"
    SUBURBAN_TRAIN = "suburban_train"
    TRAIN = "train"
    FERRY = "ferry"
    CABLE = "cable"
    FLIGHT = "flight"


class Criterion(StrEnum):
    """Criteria by which ways are compared."""

    TIME = "time"
    COST = "cost"
    TRANSFERS = "transfers"
    COMFORT = "comfort"
    CO2 = "co2"


class PickName(StrEnum):
    """The quality that a way is best at."""

    CHEAPEST = "cheapest"
    FASTEST = "fastest"
    GREENEST = "greenest"
    FEWEST_CHANGES = "fewest_changes"
    MOST_COMFORTABLE = "most_comfortable"
    BALANCED = "balanced"


class Family(StrEnum):
    """The kind of way by what covers most of it: the best of each family are told, whatever other families can do."""

    AIR = "air"
    RAIL = "rail"
    ROAD = "road"
    WATER = "water"
    STREET = "street"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAlert:
    """An operator's warning to its passengers, in the words of GTFS-Realtime: lower case, and empty where unknown."""

    header: str
    description: str
    url: str
    cause: str
    effect: str
    severity: str
    """Empty where it isn't said, like the other two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnd:
    """Where and when a leg starts or ends."""

    name: str
    latitude: float
    longitude: float
    time_zone: str
    at: datetime
    """UTC."""
    stop_id: str = ""
    """The feed's; empty at the ends of the whole way."""
    code: str = ""
    platform: str = ""
    scheduled_at: datetime | None = None
    """Where live information moved it."""
    is_skipped: bool = False
    """The vehicle passes without calling, today."""
    alerts: tuple[ServiceAlert, ...] = ()
    """What passengers are warned of here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whose timetable a leg is from."""

    feed: str
    publisher: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A vehicle from getting in to getting out, or one walk."""

    mode: TravelMode
    origin: LegEnd
    destination: LegEnd
    duration_s: int
    distance_m: int
    fare: Money | None
    """Its share of the ticket: None of what is unknown, and of boardings that an earlier leg's ticket covers already."""
    co2_g: int
    discomfort_s: int
    """Seconds as they feel: the duration weighted by mode, and what getting on feels like."""
    is_estimated: bool
    """Its times are our estimate."""
    operator: str = ""
    line: str = ""
    line_name: str = ""
    headsign: str = ""
    trip: str = ""
    colour: str = ""
    """Six hexadecimal digits."""
    ticket: str = ""
    travel_class: str = ""
    is_fare_estimated: bool = False
    every_s: int = 0
    """How often it runs where the very time is not promised, else 0."""
    wheelchair: bool = False
    bicycles: bool = False
    source: Source | None = None
    note: str = ""
    stops: tuple[LegEnd, ...] | None = None
    """Calls between the ends, with `expand=stops`; None where not asked for."""
    geometry: tuple[tuple[float, float], ...] | None = None
    """(longitude, latitude); None where not asked for."""
    is_live: bool = False
    """Its operator tells how this very trip runs."""
    is_cancelled: bool = False
    """It doesn't run, or doesn't call where one gets in or out."""
    alerts: tuple[ServiceAlert, ...] = ()
    """What its passengers are warned of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """The same way at another time."""

    id: str
    departs: datetime
    arrives: datetime
    cost: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A way from door to door."""

    id: str
    """Asks for it again; empty of baselines."""
    family: Family
    modes: tuple[TravelMode, ...]
    """As `mode` of legs."""
    departs: datetime
    arrives: datetime
    origin_zone: str
    destination_zone: str
    duration_s: int
    transfers: int
    walk_m: int
    walk_s: int
    wait_s: int
    distance_m: int
    cost: Money | None
    """None where a part of it has no known price."""
    co2_g: int
    discomfort_s: int
    """Seconds as they feel."""
    comfort_score: int
    """From 0 to 100: how good the time on the way is, not how much of it there is."""
    is_direct: bool
    is_estimated: bool
    is_dominated: bool
    """Another way is no worse in anything and better in something; told all the same because it is direct, or of another family."""
    score: float
    """By the `criteria` that were asked for: 0 is best at all of them."""
    picks: tuple[PickName, ...]
    """As `name` of `picks`."""
    legs: tuple[Leg, ...]
    other_departures: tuple[Departure, ...] = ()
    is_feasible: bool = True
    """As things are: no trip is cancelled, no change is missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """The way that is best at something, and why one would take it."""

    name: PickName
    option_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Ways between two places in a window of time."""

    origin: Place
    destination: Place
    searched_from: datetime
    searched_until: datetime
    arrive_by: bool
    distance_m: int
    """As the crow flies."""
    results: tuple[Option, ...]
    picks: tuple[Pick, ...]
    baselines: tuple[Option, ...]
    found: int
    """Ways in the whole front; `results` are a selection unless all were asked for."""
    truncated: bool
    """The time for searching ran out, or there was more to compare than is compared: there may be more."""
    capped: bool
    """More was found and asked for than one answer holds: the best of it is told, and a shorter window tells the rest."""
    timetable: str
    attributions: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelTime:
    """How long it takes from one coordinate to another at a time."""

    origin: int
    destination: int
    duration_s: int
    mode: TravelMode | None
    """None: by timetable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Conditions that a way has to meet."""

    modes: frozenset[TravelMode] | None = None
    """None: any."""
    max_walk_m: int | None = None
    """To the first stop, and from the last one; None: what is usual."""
    max_rides: int = 6
    wheelchair: bool = False
    luggage: bool = False
    """Heavy: walks are kept short."""
    criteria: str = ""
    """`cost:2,time:1`; orders the answer and decides about nothing else."""
    currency: str = "INR"
    language: str = ""
    """BCP 47; empty: as the feeds write."""
    everything: bool = False
    """The whole front instead of a selection."""
    expand: frozenset[str] = frozenset()
    """`stops`, `geometry`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The time of travel: within a window that begins at, or for arrivals ends at, an instant."""

    at: datetime
    window_s: int
    arrive_by: bool = False
