"""Checks on the Tripura demonstration data that need neither Django nor a database."""

import json
import math
import re
from collections import Counter, defaultdict
from datetime import time
from itertools import combinations, pairwise
from pathlib import Path

import pytest

DATA_DIR = Path(__file__).resolve().parents[3] / "contexts" / "catalog" / "fixtures" / "tripura"

DISTRICTS = {
    "West Tripura",
    "Sepahijala",
    "Gomati",
    "South Tripura",
    "Khowai",
    "Dhalai",
    "Unakoti",
    "North Tripura",
}
AMENITY_CATEGORIES = {"TRANSPORT", "STAY", "MEALS", "SAFETY", "GUIDE"}
STAY_KINDS = {"ROOM", "TENT", "COTTAGE", "DORMITORY"}
EXPERIENCE_KINDS = {"ADVENTURE", "CULTURE", "NATURE", "SPIRITUAL"}
DIFFICULTIES = {"EASY", "MODERATE", "HARD"}
PACKAGE_KINDS = {"BUDGET", "LUXURY", "FAMILY", "ADVENTURE"}
TRAVELLER_KINDS = {"ADULT", "CHILD", "INFANT"}

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]")

FIELDS = {
    "destinations": {
        "slug", "name", "district", "lat", "lon", "summary", "description", "best_time_to_visit",
        "how_to_reach", "featured", "time_zone", "sources",
    },
    "amenities": {"slug", "name", "category"},
    "accommodations": {
        "slug", "destination", "name", "kind", "description", "base_price_minor", "currency",
        "base_occupancy", "extra_guest_price_minor", "max_occupancy", "units", "amenities",
        "check_in_time", "check_out_time",
    },
    "experiences": {
        "slug", "title", "kind", "description", "duration_minutes", "difficulty", "destinations",
        "price_minor", "child_price_minor", "currency", "daily_capacity", "min_age",
        "opening_hours", "start_times", "booking_cutoff_minutes",
    },
    "packages": {
        "slug", "name", "description", "duration_days", "kind", "inclusions", "exclusions", "days",
        "amenities", "prices", "departure_capacity", "departure_weekdays",
        "departure_time", "booking_cutoff_minutes",
    },
}  # fmt: skip


def load(name):
    return json.loads((DATA_DIR / f"{name}.json").read_text(encoding="utf-8"))


DATA = {name: load(name) for name in FIELDS}
DESTINATIONS = DATA["destinations"]
AMENITIES = DATA["amenities"]
ACCOMMODATIONS = DATA["accommodations"]
EXPERIENCES = DATA["experiences"]
PACKAGES = DATA["packages"]
SLUGS = {name: {row["slug"] for row in rows} for name, rows in DATA.items()}


def each(rows):
    return pytest.mark.parametrize("row", rows, ids=[row["slug"] for row in rows])


def is_int(value, minimum=1):
    # bool is a subclass of int, and true would otherwise pass as the price 1.
    return type(value) is int and value >= minimum


def metres_between(a, b):
    lat_a, lat_b = math.radians(a["lat"]), math.radians(b["lat"])
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b["lon"] - a["lon"]) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(h))


def sentences(text):
    return [part.strip().casefold() for part in re.split(r"(?<=[.!?])\s+", text) if part.strip()]


# --- The set as a whole ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "minimum"),
    [
        ("destinations", 25),
        ("accommodations", 40),
        ("experiences", 20),
        ("packages", 12),
        ("amenities", 25),
    ],
)
def test_there_is_enough_of_everything(name, minimum):
    assert len(DATA[name]) >= minimum


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_slugs_are_unique_and_well_formed(name):
    slugs = [row["slug"] for row in DATA[name]]
    assert [slug for slug, n in Counter(slugs).items() if n > 1] == []
    assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_rows_have_exactly_the_agreed_fields(name):
    assert [row["slug"] for row in DATA[name] if set(row) != FIELDS[name]] == []


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_files_are_in_the_house_format(name):
    # One fixed layout keeps later edits down to the lines that really change.
    text = (DATA_DIR / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(DATA[name], ensure_ascii=False, indent=2) + "\n"


def test_no_sentence_is_used_twice():
    used = defaultdict(set)
    for name, rows in DATA.items():
        for row in rows:
            texts = [row.get("summary", ""), row.get("description", "")]
            texts += [day["text"] for day in row.get("days", [])]
            for number, text in enumerate(texts):
                for position, sentence in enumerate(sentences(text)):
                    used[sentence].add((name, row["slug"], number, position))
    assert {sentence: where for sentence, where in used.items() if len(where) > 1} == {}


# --- Destinations ------------------------------------------------------------------------------


def test_every_district_is_covered():
    per_district = Counter(row["district"] for row in DESTINATIONS)
    assert set(per_district) == DISTRICTS
    assert min(per_district.values()) >= 2


def test_some_destinations_are_featured():
    assert 6 <= sum(row["featured"] for row in DESTINATIONS) <= 8


@each(DESTINATIONS)
def test_destination_lies_in_tripura(row):
    assert 22.9 <= row["lat"] <= 24.55
    assert 91.15 <= row["lon"] <= 92.35
    assert row["time_zone"] == "Asia/Kolkata"


def test_destinations_do_not_share_a_spot():
    close = [
        (a["slug"], b["slug"])
        for a, b in combinations(DESTINATIONS, 2)
        if metres_between(a, b) < 50
    ]
    assert close == []


@each(DESTINATIONS)
def test_destination_texts(row):
    assert 0 < len(row["summary"]) <= 160
    assert len(sentences(row["summary"])) == 1
    assert 2 <= len(sentences(row["description"])) <= 4
    assert row["name"]
    assert row["best_time_to_visit"]
    assert type(row["featured"]) is bool
    assert re.search(r"\d+ km", row["how_to_reach"])
    assert "Agartala" in row["how_to_reach"]
    assert row["sources"]
    assert all(row["sources"])


# --- Amenities ---------------------------------------------------------------------------------


def test_amenities_fill_every_category():
    assert {row["category"] for row in AMENITIES} == AMENITY_CATEGORIES
    assert len({row["name"] for row in AMENITIES}) == len(AMENITIES)


def test_every_amenity_is_offered_somewhere():
    offered = {slug for row in ACCOMMODATIONS + PACKAGES for slug in row["amenities"]}
    assert SLUGS["amenities"] - offered == set()


# --- Accommodations ----------------------------------------------------------------------------


@each(ACCOMMODATIONS)
def test_accommodation_references_resolve(row):
    assert row["destination"] in SLUGS["destinations"]
    assert set(row["amenities"]) <= SLUGS["amenities"]
    assert len(set(row["amenities"])) == len(row["amenities"])


@each(ACCOMMODATIONS)
def test_accommodation_price_and_occupancy(row):
    assert is_int(row["base_price_minor"])
    assert row["currency"] == "INR"
    assert is_int(row["base_occupancy"])
    assert is_int(row["max_occupancy"], row["base_occupancy"])
    assert is_int(row["units"])
    assert row["units"] <= 20
    # A unit with no room for an extra guest has nothing to charge for one.
    if row["max_occupancy"] > row["base_occupancy"]:
        assert is_int(row["extra_guest_price_minor"])
        assert row["extra_guest_price_minor"] <= row["base_price_minor"]
    else:
        assert row["extra_guest_price_minor"] == 0


@each(ACCOMMODATIONS)
def test_accommodation_texts(row):
    assert row["kind"] in STAY_KINDS
    assert len(sentences(row["description"])) == 2
    assert (row["check_in_time"], row["check_out_time"]) == ("13:00", "11:00")


def test_accommodations_spread_over_kinds_places_and_prices():
    district_of = {row["slug"]: row["district"] for row in DESTINATIONS}
    places = {row["destination"] for row in ACCOMMODATIONS}
    nightly = [row["base_price_minor"] for row in ACCOMMODATIONS]
    assert {row["kind"] for row in ACCOMMODATIONS} == STAY_KINDS
    assert len(places) >= 18
    assert {district_of[slug] for slug in places} == DISTRICTS
    # Tax on a stay changes at INR 7,500 a night, so demonstrations need both sides of it.
    assert min(nightly) < 7_500_00 < max(nightly)


# --- Experiences -------------------------------------------------------------------------------


@each(EXPERIENCES)
def test_experience_facts(row):
    assert row["kind"] in EXPERIENCE_KINDS
    assert row["difficulty"] in DIFFICULTIES
    assert row["destinations"]
    assert set(row["destinations"]) <= SLUGS["destinations"]
    assert len(set(row["destinations"])) == len(row["destinations"])
    assert is_int(row["duration_minutes"])
    assert is_int(row["daily_capacity"])
    assert is_int(row["min_age"], 0)
    assert row["min_age"] <= 18


@each(EXPERIENCES)
def test_experience_prices(row):
    assert row["currency"] == "INR"
    assert is_int(row["price_minor"])
    assert is_int(row["child_price_minor"])
    assert row["child_price_minor"] <= row["price_minor"]


@each(EXPERIENCES)
def test_experience_opening_hours(row):
    weekdays = [hours["weekday"] for hours in row["opening_hours"]]
    assert weekdays
    assert weekdays == sorted(set(weekdays))
    assert set(weekdays) <= set(range(1, 8))
    for hours in row["opening_hours"]:
        assert set(hours) == {"weekday", "opens", "closes"}
        assert CLOCK.fullmatch(hours["opens"])
        assert CLOCK.fullmatch(hours["closes"])
        opens, closes = time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"])
        minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
        assert minutes >= row["duration_minutes"]


@each(EXPERIENCES)
def test_experiences_end_before_they_close(row):
    assert row["start_times"] == sorted(set(row["start_times"]))
    assert is_int(row["booking_cutoff_minutes"], 0)
    for start in row["start_times"]:
        hour, minute = map(int, start.split(":"))
        end = f"{hour + (minute + row['duration_minutes']) // 60:02}:{(minute + row['duration_minutes']) % 60:02}"
        assert all(each["opens"] <= start <= end <= each["closes"] for each in row["opening_hours"])


def test_experiences_cover_every_kind_and_difficulty():
    assert {row["kind"] for row in EXPERIENCES} == EXPERIENCE_KINDS
    assert {row["difficulty"] for row in EXPERIENCES} == DIFFICULTIES


# --- Packages ----------------------------------------------------------------------------------


@each(PACKAGES)
def test_package_days_are_complete(row):
    assert 2 <= row["duration_days"] <= 7
    assert [day["day"] for day in row["days"]] == list(range(1, row["duration_days"] + 1))
    for day in row["days"]:
        assert set(day) == {"day", "title", "text", "destinations", "experiences"}
        assert day["title"]
        assert day["text"]
        assert day["destinations"]


@each(PACKAGES)
def test_package_references_resolve(row):
    assert row["kind"] in PACKAGE_KINDS
    assert row["inclusions"]
    assert row["exclusions"]
    assert row["amenities"]
    assert set(row["amenities"]) <= SLUGS["amenities"]
    for day in row["days"]:
        assert set(day["destinations"]) <= SLUGS["destinations"]
        assert set(day["experiences"]) <= SLUGS["experiences"]


@each(PACKAGES)
def test_package_experiences_happen_where_the_day_is_spent(row):
    places = {experience["slug"]: set(experience["destinations"]) for experience in EXPERIENCES}
    for day in row["days"]:
        for slug in day["experiences"]:
            assert places[slug] & set(day["destinations"]), (day["day"], slug)


@each(PACKAGES)
def test_package_days_are_short_enough_to_drive(row):
    # 130 km as the crow flies is about the longest leg (Kailashahar to Agartala by train) that
    # still leaves something of the day, and it catches a misplaced coordinate or stop.
    spot = {place["slug"]: place for place in DESTINATIONS}
    stops = [slug for day in row["days"] for slug in day["destinations"]]
    for here, there in pairwise(stops):
        assert metres_between(spot[here], spot[there]) <= 130_000, (here, there)


@each(PACKAGES)
def test_package_departures_avoid_closed_days(row):
    open_on = {
        experience["slug"]: {hours["weekday"] for hours in experience["opening_hours"]}
        for experience in EXPERIENCES
    }
    weekdays = row["departure_weekdays"]
    assert weekdays
    assert weekdays == sorted(set(weekdays))
    assert set(weekdays) <= set(range(1, 8))
    for departure in weekdays:
        for day in row["days"]:
            weekday = (departure + day["day"] - 2) % 7 + 1
            closed = [slug for slug in day["experiences"] if weekday not in open_on[slug]]
            assert closed == [], (departure, day["day"])


@each(PACKAGES)
def test_package_departs_on_the_clock(row):
    assert CLOCK.fullmatch(row["departure_time"])
    assert is_int(row["booking_cutoff_minutes"], 0)


@each(PACKAGES)
def test_package_prices(row):
    by_kind = defaultdict(list)
    for price in row["prices"]:
        assert set(price) == {
            "traveller_kind", "price_minor", "currency", "min_party", "max_party", "valid_from",
            "valid_to",
        }  # fmt: skip
        assert is_int(price["price_minor"])
        assert price["currency"] == "INR"
        assert is_int(price["min_party"])
        assert is_int(price["max_party"], price["min_party"])
        assert price["valid_from"] is None
        assert price["valid_to"] is None
        by_kind[price["traveller_kind"]].append(price)
    assert set(by_kind) == TRAVELLER_KINDS

    for prices in by_kind.values():
        prices.sort(key=lambda price: price["min_party"])
        for smaller, larger in pairwise(prices):
            # A gap would leave a party size without a price, an overlap would give it two.
            assert larger["min_party"] == smaller["max_party"] + 1

    # Every traveller in a party must be priced, so all kinds cover the same party sizes.
    assert len({(p[0]["min_party"], p[-1]["max_party"]) for p in by_kind.values()}) == 1

    amounts = {kind: [p["price_minor"] for p in prices] for kind, prices in by_kind.items()}
    assert max(amounts["CHILD"]) <= min(amounts["ADULT"])
    assert max(amounts["INFANT"]) <= min(amounts["CHILD"])
    assert is_int(row["departure_capacity"], max(p["max_party"] for p in row["prices"]))


def test_packages_cover_every_kind_and_some_have_party_rates():
    assert {row["kind"] for row in PACKAGES} == PACKAGE_KINDS
    tiered = [
        row["slug"]
        for row in PACKAGES
        if sum(price["traveller_kind"] == "ADULT" for price in row["prices"]) > 1
    ]
    assert tiered
