"""Places by name, by code and by coordinates."""

import pytest
from django.db import connection

from contexts.transport import models
from contexts.transport.contracts import PlaceFacts, PlaceKind, StopPlace
from contexts.transport.errors import AmbiguousPlace, UnknownPlace
from contexts.transport.queries.places import find_places, nearest_place, place_of, places_of
from contexts.transport.use_cases.load_places import load_places
from contexts.transport.use_cases.place_stops import place_stops
from riz.ids import new_id

pytestmark = pytest.mark.django_db


def city(name, lat, lon, people, *, also=(), region="", country="IN", zone="Asia/Kolkata"):
    return PlaceFacts(
        kind=PlaceKind.CITY,
        name=name,
        other_names=also,
        latitude=lat,
        longitude=lon,
        time_zone=zone,
        importance=people,
        region=region,
        country=country,
    )


@pytest.fixture(autouse=True)
def places():
    load_places(
        source=models.PlaceSource.GEONAMES,
        places={
            "1": city("Agartala", 23.836, 91.279, 400_000, also=("আগরতলা",), region="Tripura"),
            "2": city("Kailashahar", 24.332, 92.004, 22_405, region="Tripura"),
            "3": city("Udaipur", 24.586, 73.713, 451_100, region="Rajasthan"),
            "4": city("Udaipur", 23.533, 91.483, 32_758, region="Tripura"),
            "5": city("Mumbai", 19.073, 72.883, 12_691_836, also=("Bombay",)),
            "6": city("Springfield", 37.2, -93.3, 169_000, region="Missouri", country="US"),
            "7": city("Springfield", 42.1, -72.6, 154_000, region="Massachusetts", country="US"),
            "8": city("Karachi", 24.86, 67.01, 11_624_219, country="PK", zone="Asia/Karachi"),
        },
    )
    airport = PlaceFacts(
        kind=PlaceKind.AIRPORT,
        name="Agartala Airport",
        other_names=("Agartala",),
        code="IXA",
        latitude=23.89,
        longitude=91.24,
        time_zone="Asia/Kolkata",
        country="IN",
    )
    load_places(source=models.PlaceSource.AIRPORTS, places={"IXA": airport})


def stop(number, name, lat=23.8, lon=91.3, **more):
    return StopPlace(
        stop_id=str(number),
        name=name,
        latitude=lat,
        longitude=lon,
        time_zone="Asia/Kolkata",
        **more,
    )


def names(found):
    return [(place.kind.value, place.name) for place in found]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Agartala", "city", "Agartala"),
        ("IXA", "airport", "Agartala Airport"),
        ("ixa", "airport", "Agartala Airport"),
        ("agartala airport", "airport", "Agartala Airport"),
        ("bombay", "city", "Mumbai"),
        ("আগরতলা", "city", "Agartala"),
        ("Kailāsahar", "city", "Kailashahar"),
        ("  KAILASHAHAR ", "city", "Kailashahar"),
    ],
)
def test_a_place_is_named_by_its_code_its_names_and_what_sounds_like_them(text, kind, name):
    found = place_of(text=text)
    assert (found.kind.value, found.name) == (kind, name)


def test_the_far_greater_city_of_a_name_is_meant_unless_the_region_is_said():
    assert place_of(text="Udaipur").region == "Rajasthan"
    assert place_of(text="Udaipur, Tripura").region == "Tripura"
    assert place_of(text="Udaypur, tripura").region == "Tripura"
    assert place_of(text="Udaipur, India").region == "Rajasthan"


def test_of_equal_rivals_none_is_taken_and_all_are_told():
    with pytest.raises(AmbiguousPlace) as refusal:
        place_of(text="Springfield")
    choices = refusal.value.details["choices"]
    assert [choice["region"] for choice in choices] == ["Missouri", "Massachusetts"]
    assert place_of(text=choices[1]["id"]).region == "Massachusetts"


@pytest.mark.parametrize(
    ("texts", "regions"),
    [
        (["Agartala", "Udaipur"], ["Tripura", "Tripura"]),
        (["Udaipur", "Agartala"], ["Tripura", "Tripura"]),
        (["23.536,91.487", "Udaipur"], ["Tripura", "Tripura"]),
        (["Mumbai", "Udaipur"], ["", "Rajasthan"]),
        (["Mumbai", "Agartala", "Udaipur", "Kailashahar"], ["", "Tripura", "Tripura", "Tripura"]),
        (["Springfield", "42.3,-71.0"], ["Massachusetts", "Massachusetts"]),
        (["IXA", "Udaipur, Rajasthan"], ["", "Rajasthan"]),
    ],
)
def test_the_places_of_a_journey_tell_of_each_other_which_is_meant(texts, regions):
    assert [place.region for place in places_of(texts=texts)] == regions


def test_a_journey_chooses_among_rivals_if_one_is_far_likelier():
    with pytest.raises(AmbiguousPlace) as refusal:
        places_of(texts=["Mumbai", "Springfield"])
    assert refusal.value.details["text"] == "Springfield"
    assert [place.region for place in places_of(texts=["Udaipur", "Udaipur"])] == ["Rajasthan"] * 2


def test_an_unknown_name_is_refused_with_what_may_be_meant():
    with pytest.raises(UnknownPlace) as refusal:
        place_of(text="Agratala")
    assert refusal.value.details["suggestions"][0]["name"] == "Agartala"


def test_a_coordinate_has_the_zone_of_the_nearest_place():
    point = place_of(text="24.9, 67.0")
    assert (point.kind, point.time_zone, point.country) == (PlaceKind.POINT, "Asia/Karachi", "PK")
    assert (point.latitude, point.longitude, point.id) == (24.9, 67.0, None)


def test_a_coordinate_off_the_earth_is_refused():
    with pytest.raises(UnknownPlace, match="latitude"):
        place_of(text="90.1,0")
    assert find_places(text="90.1,0") == []


def test_with_no_place_at_all_a_coordinate_still_is_one():
    models.Place.objects.all().delete()
    assert nearest_place(latitude=1, longitude=2) is None
    assert place_of(text="1,2").time_zone == "UTC"


def test_whole_names_and_cities_are_found_first():
    place_stops(version_id=new_id(), stops=[stop(1, "Agartala"), stop(2, "Agartala Road")])
    assert names(find_places(text="agartala"))[:4] == [
        ("city", "Agartala"),
        ("stop", "Agartala"),
        ("airport", "Agartala Airport"),
        ("stop", "Agartala Road"),
    ]


def test_of_stops_of_a_name_the_nearer_comes_first():
    stops = [stop(n, "High Street", lat=20 + n, lon=90) for n in range(3)]
    place_stops(version_id=new_id(), stops=stops)
    found = find_places(text="high str", near=(21.9, 90))
    assert [place.latitude for place in found] == [22, 21, 20]
    assert places_of(texts=["High Street", "20.1,90"])[0].latitude == 20
    with pytest.raises(AmbiguousPlace):
        place_of(text="High Street")


def test_two_sides_of_one_street_are_one_stop_to_whoever_names_it():
    place_stops(
        version_id=new_id(),
        stops=[stop(1, "Motor Stand", lat=23.84), stop(2, "Motor Stand", lat=23.8405)],
    )
    assert place_of(text="Motor Stand").name == "Motor Stand"


def test_a_station_is_found_by_its_code_and_with_the_word_behind_its_name():
    place_stops(version_id=new_id(), stops=[stop("X", "Kumarghat", code="KUGT", is_station=True)])
    for text in ("KUGT", "kugt", "Kumarghat", "kumarghat railway station", "Kumarghat Station"):
        assert names([place_of(text=text)]) == [("station", "Kumarghat")]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "%", "_%_", "\x00", "'; drop table transport_place; --", "|", "~~", "\\"),
        *("😀" * 500, "a" * 100_000, "((((", "1e400,1e400", "\u202e", "\ud7ff"),
        *(",", ",,", "a,", ",a", "%s", "{0}"),
    ],
)
def test_whatever_is_typed_is_answered(text):
    assert isinstance(find_places(text=text), list)
    with pytest.raises(UnknownPlace):
        place_of(text=text)


def test_a_bound_on_answers_is_kept():
    place_stops(version_id=new_id(), stops=[stop(n, f"Stop {n}") for n in range(80)])
    assert len(find_places(text="stop", limit=3)) == 3
    assert len(find_places(text="stop", limit=10_000)) == 50
    assert find_places(text="stop", limit=0) == []


@pytest.mark.parametrize("count", [1, 1_000])
def test_the_number_of_queries_does_not_grow(count, django_assert_num_queries):
    place_stops(version_id=new_id(), stops=[stop(n, f"Bridge {n}") for n in range(count)])
    with django_assert_num_queries(1):
        place_of(text="Agartala")
    with django_assert_num_queries(1 if count > 5 else 2):
        find_places(text="bridge", limit=5)
    with django_assert_num_queries(2):
        find_places(text="brigde", limit=5)
    with django_assert_num_queries(1):
        place_of(text="23,91")


def test_names_are_looked_up_in_an_index():
    place_stops(version_id=new_id(), stops=[stop(n, f"Halt {n:05}") for n in range(3_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE transport_place")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = models.Place.objects.filter(search_text__contains="|halt 00017|").explain()
    assert "place_by_text" in plan
