import math
import random

import pytest

from contexts.catalog.parts.destinations import queries
from contexts.catalog.parts.destinations.contracts import DestinationFilter
from contexts.catalog.parts.destinations.errors import DestinationNotFound
from riz.geography import EARTH_RADIUS_M, Circle
from riz.pages import PageRequest
from tests.contexts.catalog.factories import DestinationFactory

pytestmark = pytest.mark.django_db


def metres_between(a, b):
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b[1] - a[1]) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))


def listed(limit=100, **wanted):
    page = PageRequest(limit=limit)
    return queries.list_destinations(wanted=DestinationFilter(**wanted), page=page).results


class TestListDestinations:
    def test_a_circle_holds_what_counting_by_hand_finds_nearest_first(self):
        dice = random.Random(7)  # noqa: S311 - no secret, the same places every time
        for _ in range(80):
            DestinationFactory(lat=23.5 + dice.uniform(-1, 1), lon=91.5 + dice.uniform(-1, 1))
        centre = (23.5, 91.5)
        expected = {
            place.slug
            for place in listed()
            if int(metres_between(centre, (place.lat, place.lon))) <= 60_000
        }

        found = listed(within=Circle(lat=23.5, lon=91.5, radius_m=60_000))

        assert {place.slug for place in found} == expected
        assert 5 < len(expected) < 80
        distances = [place.distance_m for place in found]
        assert distances == sorted(distances)
        assert distances[0] == int(metres_between(centre, (found[0].lat, found[0].lon)))

    def test_a_circle_reaches_across_the_antimeridian(self):
        DestinationFactory(slug="taveuni", lat=-16.85, lon=-179.97)
        DestinationFactory(slug="rabi", lat=-16.5, lon=179.99)
        DestinationFactory(slug="agartala", lat=23.83, lon=91.28)

        found = listed(within=Circle(lat=-16.8, lon=179.9, radius_m=60_000))

        assert [place.slug for place in found] == ["taveuni", "rabi"]

    @pytest.mark.parametrize("text", ["unokoti", "Unakoti", "unakotti", "UNAKOTI hill"])
    def test_typing_errors_are_forgiven(self, text):
        DestinationFactory(slug="unakoti", name="Unakoti", summary="Faces in the rock.")
        DestinationFactory(slug="neermahal", name="Neermahal", summary="A palace in a lake.")

        assert [place.slug for place in listed(text=text)] == ["unakoti"]

    def test_a_match_of_the_name_comes_before_one_of_the_texts(self):
        DestinationFactory(slug="melaghar", name="A town", summary="The way to Neermahal.")
        DestinationFactory(slug="neermahal", name="Neermahal")

        assert [place.slug for place in listed(text="neermahal")] == ["neermahal", "melaghar"]

    def test_it_keeps_the_district_and_the_featured(self):
        DestinationFactory(slug="a", district="Dhalai", is_featured=True)
        DestinationFactory(slug="b", district="Dhalai")
        DestinationFactory(slug="c", district="Gomati", is_featured=True)

        found = listed(district="dhalai", featured=True)

        assert [place.slug for place in found] == ["a"]

    def test_what_is_withdrawn_is_not_listed(self):
        DestinationFactory(is_active=False)

        assert listed() == ()


class TestGetDestination:
    def test_slug_and_id_name_the_same(self):
        row = DestinationFactory(slug="neermahal")

        by_slug = queries.get_destination(key="neermahal")

        assert queries.get_destination(key=str(row.id)) == by_slug

    def test_what_is_withdrawn_is_not_found(self):
        DestinationFactory(slug="neermahal", is_active=False)

        with pytest.raises(DestinationNotFound):
            queries.get_destination(key="neermahal")
