"""Places loaded from tables and from feeds."""

from dataclasses import replace
from itertools import islice

import pytest

from contexts.transport import models
from contexts.transport.contracts import PlaceFacts, PlaceKind, StopPlace
from contexts.transport.models import PlaceSource
from contexts.transport.use_cases.displace_stops import displace_stops
from contexts.transport.use_cases.load_places import LoadedPlaces, load_places
from contexts.transport.use_cases.place_stops import place_stops
from riz.ids import new_id

pytestmark = pytest.mark.django_db

AMBASSA = PlaceFacts(
    kind=PlaceKind.CITY,
    name="Ambassa",
    latitude=23.936,
    longitude=91.854,
    time_zone="Asia/Kolkata",
    importance=16_285,
)
MANU = replace(AMBASSA, name="Manu", latitude=24.0, longitude=91.99)


def load(places, **more):
    return load_places(source=PlaceSource.GEONAMES, places=places, **more)


def counts(**some):
    return LoadedPlaces(
        **{"added": 0, "changed": 0, "removed": 0, "unchanged": 0, "kept": 0, **some}
    )


def test_loading_again_changes_nothing():
    assert load({"1": AMBASSA, "2": MANU}) == counts(added=2)
    before = list(models.Place.objects.order_by("id").values())
    assert load({"1": AMBASSA, "2": MANU}) == counts(unchanged=2)
    assert list(models.Place.objects.order_by("id").values()) == before


def test_what_changed_is_changed_and_what_is_gone_is_removed():
    load({"1": AMBASSA, "2": MANU})
    kept = models.Place.objects.get(source_key="1").id
    assert load({"1": replace(AMBASSA, other_names=("Āmbāsa",))}) == counts(changed=1, removed=1)
    row = models.Place.objects.get()
    assert (row.id, row.search_text) == (kept, "|ambassa|ambasa|")


def test_a_dry_run_counts_and_writes_nothing():
    assert load({"1": AMBASSA}, dry_run=True) == counts(added=1)
    assert not models.Place.objects.exists()


def test_what_staff_edited_stays(at):
    load({"1": AMBASSA})
    models.Place.objects.update(name="Ambassa Town", edited_at=at)
    assert load({"1": MANU}) == counts(kept=1)
    assert load({}) == counts(kept=1)
    assert models.Place.objects.get().name == "Ambassa Town"


def test_other_sources_are_left_alone():
    load({"1": AMBASSA})
    load_places(source=PlaceSource.SIGHTS, places={"manu": MANU})
    assert models.Place.objects.count() == 2


def stops(count):
    for number in range(count):
        yield StopPlace(
            stop_id=f"s{number}",
            name=f"Stop {number}",
            latitude=23.8,
            longitude=91.3,
            time_zone="Asia/Kolkata",
        )


def test_the_stops_of_a_version_replace_those_it_had_and_no_others():
    old, new = new_id(), new_id()
    assert place_stops(version_id=old, stops=stops(3)) == 3
    assert place_stops(version_id=new, stops=stops(2)) == 2
    assert place_stops(version_id=new, stops=islice(stops(9), 4, None)) == 5
    assert displace_stops(version_id=old) == 3
    assert displace_stops(version_id=old) == 0
    assert models.Place.objects.count() == 5


def test_strange_stops_do_no_harm():
    strange = StopPlace(
        stop_id="x" * 5_000,
        name="A\x00" + "b" * 5_000,
        latitude=0,
        longitude=0,
        time_zone="UTC",
        code="c" * 5_000,
        country="India",
        region="r" * 5_000,
    )
    nameless = StopPlace(stop_id="n", name=" \x00", latitude=0, longitude=0, time_zone="UTC")
    assert place_stops(version_id=new_id(), stops=[strange, strange, nameless]) == 1
    row = models.Place.objects.get()
    assert (len(row.name), len(row.code), row.country) == (200, 64, "In")


@pytest.mark.parametrize("count", [1, 500])
def test_stops_are_placed_in_a_fixed_number_of_queries(count, django_assert_num_queries):
    with django_assert_num_queries(5):
        place_stops(version_id=new_id(), stops=stops(count))
