"""The tables of GTFS that are read: their columns, and what each holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """The kind of a column's cells."""

    KEY = 0
    """An id that this table defines; it is added to its pool."""
    REFERENCE = 1
    """An id that another table defines; unknown ones break the foreign key."""
    TEXT = 2
    INTEGER = 3
    DECIMAL = 4
    TIME = 5
    DATE = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind
    pool: str = ""
    """Which ids; texts have a pool of their own for each column."""
    required: bool = False
    """The file must have it, and a row without a value is dropped."""
    low: int | None = None
    high: int | None = None
    """Whole numbers outside are no value of the column."""


@dataclass(frozen=True, slots=True)
class File:
    """A table."""

    columns: tuple[Column, ...]
    others: frozenset[str] = frozenset()
    """Columns of the specification that change nothing here."""
    required: bool = False


def _key(name: str, pool: str) -> Column:
    return Column(name, Kind.KEY, pool, required=True)


def _reference(name: str, pool: str, *, required: bool = False) -> Column:
    return Column(name, Kind.REFERENCE, pool, required=required)


def _text(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, required=required)


def _integer(
    name: str, low: int | None = 0, high: int | None = None, *, required: bool = False
) -> Column:
    return Column(name, Kind.INTEGER, required=required, low=low, high=high)


def _decimal(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DECIMAL, required=required)


def _time(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TIME, required=required)


def _date(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DATE, required=required)


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

FILES: dict[str, File] = {
    "agency.txt": File(
        (
            Column("agency_id", Kind.KEY, "agency"),
            _text("agency_name", required=True),
            _text("agency_url"),
            _text("agency_timezone", required=True),
            _text("agency_lang"),
        ),
        frozenset({"agency_phone", "agency_fare_url", "agency_email", "cemv_support"}),
        required=True,
    ),
    "stops.txt": File(
        (
            _key("stop_id", "stop"),
            _text("stop_code"),
            _text("stop_name"),
            _decimal("stop_lat"),
            _decimal("stop_lon"),
            Column("zone_id", Kind.KEY, "zone"),
            _integer("location_type", 0, 4),
            _text("parent_station"),
            _text("stop_timezone"),
            _integer("wheelchair_boarding", 0, 2),
            _text("platform_code"),
            _text("level_id"),
        ),
        frozenset({"tts_stop_name", "stop_desc", "stop_url", "stop_access"}),
        required=True,
    ),
    "routes.txt": File(
        (
            _key("route_id", "route"),
            _reference("agency_id", "agency"),
            _text("route_short_name"),
            _text("route_long_name"),
            _integer("route_type", 0, 1799, required=True),
            _text("route_color"),
            _integer("continuous_pickup", 0, 3),
            _integer("continuous_drop_off", 0, 3),
            Column("network_id", Kind.KEY, "network"),
        ),
        frozenset(
            {"route_desc", "route_url", "route_text_color", "route_sort_order", "cemv_support"}
        ),
        required=True,
    ),
    "calendar.txt": File(
        (
            _key("service_id", "service"),
            *(_integer(day, 0, 1, required=True) for day in DAYS),
            _date("start_date", required=True),
            _date("end_date", required=True),
        ),
    ),
    "calendar_dates.txt": File(
        (
            _key("service_id", "service"),
            _date("date", required=True),
            _integer("exception_type", 1, 2, required=True),
        ),
    ),
    "shapes.txt": File(
        (
            _key("shape_id", "shape"),
            _decimal("shape_pt_lat", required=True),
            _decimal("shape_pt_lon", required=True),
            _integer("shape_pt_sequence", required=True),
            _decimal("shape_dist_traveled"),
        ),
    ),
    "trips.txt": File(
        (
            _reference("route_id", "route", required=True),
            _reference("service_id", "service", required=True),
            _key("trip_id", "trip"),
            _text("trip_headsign"),
            _text("trip_short_name"),
            _reference("shape_id", "shape"),
            _integer("wheelchair_accessible", 0, 2),
            _integer("bikes_allowed", 0, 2),
        ),
        frozenset({"direction_id", "block_id", "cars_allowed"}),
        required=True,
    ),
    "stop_times.txt": File(
        (
            _reference("trip_id", "trip", required=True),
            _time("arrival_time"),
            _time("departure_time"),
            _reference("stop_id", "stop", required=True),
            _integer("stop_sequence", required=True),
            _integer("pickup_type", 0, 3),
            _integer("drop_off_type", 0, 3),
            _integer("continuous_pickup", 0, 3),
            _integer("continuous_drop_off", 0, 3),
            _decimal("shape_dist_traveled"),
            _integer("timepoint", 0, 1),
        ),
        frozenset(
            {
                "stop_headsign",
                "location_group_id",
                "location_id",
                "start_pickup_drop_off_window",
                "end_pickup_drop_off_window",
                "pickup_booking_rule_id",
                "drop_off_booking_rule_id",
            }
        ),
        required=True,
    ),
    "frequencies.txt": File(
        (
            _reference("trip_id", "trip", required=True),
            _time("start_time", required=True),
            _time("end_time", required=True),
            _integer("headway_secs", 1, required=True),
            _integer("exact_times", 0, 1),
        ),
    ),
    "transfers.txt": File(
        (
            _reference("from_stop_id", "stop"),
            _reference("to_stop_id", "stop"),
            _text("from_route_id"),
            _text("to_route_id"),
            _text("from_trip_id"),
            _text("to_trip_id"),
            _integer("transfer_type", 0, 5),
            _integer("min_transfer_time"),
        ),
    ),
    "pathways.txt": File(
        (
            _key("pathway_id", "pathway"),
            _reference("from_stop_id", "stop", required=True),
            _reference("to_stop_id", "stop", required=True),
            _integer("pathway_mode", 1, 7, required=True),
            _integer("is_bidirectional", 0, 1, required=True),
            _decimal("length"),
            _integer("traversal_time"),
            _integer("stair_count", None),
        ),
        frozenset({"max_slope", "min_width", "signposted_as", "reversed_signposted_as"}),
    ),
    "levels.txt": File(
        (_key("level_id", "level"), _decimal("level_index", required=True)),
        frozenset({"level_name"}),
    ),
    "fare_attributes.txt": File(
        (
            _key("fare_id", "fare"),
            _decimal("price", required=True),
            _text("currency_type", required=True),
            _integer("transfers", 0, 2),
            _reference("agency_id", "agency"),
            _integer("transfer_duration"),
        ),
        frozenset({"payment_method"}),
    ),
    "fare_rules.txt": File(
        (
            _reference("fare_id", "fare", required=True),
            _reference("route_id", "route"),
            _reference("origin_id", "zone"),
            _reference("destination_id", "zone"),
            _reference("contains_id", "zone"),
        ),
    ),
    "fare_products.txt": File(
        (
            Column("fare_product_id", Kind.KEY, "product", required=True),
            _text("fare_product_name"),
            _text("fare_media_id"),
            _text("rider_category_id"),
            _decimal("amount", required=True),
            _text("currency", required=True),
        ),
    ),
    "areas.txt": File((_key("area_id", "area"), _text("area_name"))),
    "stop_areas.txt": File(
        (
            _reference("area_id", "area", required=True),
            _reference("stop_id", "stop", required=True),
        )
    ),
    "networks.txt": File((_key("network_id", "network"), _text("network_name"))),
    "route_networks.txt": File(
        (
            _reference("network_id", "network", required=True),
            _reference("route_id", "route", required=True),
        )
    ),
    "fare_leg_rules.txt": File(
        (
            Column("leg_group_id", Kind.KEY, "leg_group"),
            _reference("network_id", "network"),
            _reference("from_area_id", "area"),
            _reference("to_area_id", "area"),
            _text("from_timeframe_group_id"),
            _text("to_timeframe_group_id"),
            _reference("fare_product_id", "product", required=True),
            _integer("rule_priority"),
        ),
    ),
    "fare_transfer_rules.txt": File(
        (
            _reference("from_leg_group_id", "leg_group"),
            _reference("to_leg_group_id", "leg_group"),
            _integer("transfer_count", -1),
            _integer("duration_limit"),
            _integer("duration_limit_type", 0, 3),
            _integer("fare_transfer_type", 0, 2),
            _reference("fare_product_id", "product"),
        ),
    ),
    "timeframes.txt": File(
        (_text("timeframe_group_id"), _text("start_time"), _text("end_time"), _text("service_id"))
    ),
    "feed_info.txt": File(
        (
            _text("feed_publisher_name"),
            _text("feed_lang"),
            _text("default_lang"),
            _date("feed_start_date"),
            _date("feed_end_date"),
        ),
        frozenset({"feed_publisher_url", "feed_version", "feed_contact_email", "feed_contact_url"}),
    ),
    "attributions.txt": File(
        (
            _text("organization_name", required=True),
            _integer("is_producer", 0, 1),
            _integer("is_operator", 0, 1),
            _integer("is_authority", 0, 1),
        ),
        frozenset(
            {
                "attribution_id",
                "agency_id",
                "route_id",
                "trip_id",
                "attribution_url",
                "attribution_email",
                "attribution_phone",
            }
        ),
    ),
    "translations.txt": File(
        (
            _text("table_name", required=True),
            _text("field_name", required=True),
            _text("language", required=True),
            _text("translation", required=True),
            _text("record_id"),
            _text("record_sub_id"),
            _text("field_value"),
        ),
    ),
}

OTHER_FILES = frozenset(
    {
        "fare_media.txt",
        "rider_categories.txt",
        "fare_leg_join_rules.txt",
        "location_groups.txt",
        "location_group_stops.txt",
        "locations.geojson",
        "booking_rules.txt",
    }
)
"""Of the specification, and not read: they change nothing here."""
