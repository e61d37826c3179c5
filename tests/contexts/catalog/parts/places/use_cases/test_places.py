from dataclasses import replace
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from contexts.catalog import models
from contexts.catalog.parts.places import queries
from contexts.catalog.parts.places.contracts import PlaceFilter, PlaceKind
from contexts.catalog.parts.places.errors import PlaceNotFound
from contexts.catalog.parts.places.use_cases.register_place import register_place
from contexts.catalog.parts.places.use_cases.revise_place import revise_place
from contexts.catalog.parts.places.use_cases.set_place_active import set_place_active
from riz.actor import ANONYMOUS, SYSTEM
from riz.errors import Forbidden, Invalid, Stale
from riz.geography import Circle
from riz.ids import new_id
from riz.outbox.models import OutboxEvent
from riz.pages import PageRequest
from tests.contexts.catalog.factories import DestinationFactory, PlaceFactory
from tests.contexts.catalog.facts import STATE_MUSEUM

pytestmark = pytest.mark.django_db


@pytest.fixture
def museum(at):
    return register_place(facts=STATE_MUSEUM, actor=SYSTEM, at=at)


def published():
    """The events of places, each with the version that it is of."""
    rows = OutboxEvent.objects.filter(name__startswith="catalog.place.").order_by("id")
    return [(row.name.split(".")[2], row.payload["version"]) for row in rows]


def listed(**wanted):
    page = queries.list_places(wanted=PlaceFilter(**wanted), page=PageRequest())
    return [place.name for place in page.results]


class TestLife:
    def test_every_change_publishes_one_event_with_its_version(self, at, museum):
        facts = replace(STATE_MUSEUM, name="Ujjayanta Palace", kind=PlaceKind.ATTRACTION)
        by = {"place_id": museum.id, "expected_version": None, "actor": SYSTEM, "at": at}

        for _ in range(2):
            revised = revise_place(facts=facts, **by)
            set_place_active(is_active=False, **by)
        for _ in range(2):
            set_place_active(is_active=True, **by)

        assert (revised.name, revised.kind, revised.version) == (facts.name, facts.kind, 3)
        assert published() == [
            ("registered", 1),
            ("changed", 2),
            ("withdrawn", 3),
            ("reinstated", 4),
        ]

    def test_what_is_withdrawn_is_hidden_until_it_is_reinstated(self, at, museum):
        change = partial(
            set_place_active, place_id=museum.id, expected_version=None, actor=SYSTEM, at=at
        )

        change(is_active=False)
        assert listed() == []
        with pytest.raises(PlaceNotFound):
            queries.get_place(place_id=museum.id)

        change(is_active=True)
        assert queries.get_place(place_id=museum.id) == replace(museum, version=3)


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", " "),
            ("lat", 90.5),
            ("lat", float("nan")),
            ("lon", -180.5),
            ("destination_id", new_id()),
        ],
    )
    def test_impossible_facts_are_refused_by_name(self, at, museum, field, value):
        facts = replace(STATE_MUSEUM, **{field: value})
        by = {"actor": SYSTEM, "at": at}

        for write in (
            partial(register_place, facts=facts, **by),
            partial(revise_place, place_id=museum.id, facts=facts, expected_version=None, **by),
        ):
            with pytest.raises(Invalid) as refusal, transaction.atomic():
                write()
            assert list(refusal.value.details["errors"]) == [field]
        assert published() == [("registered", 1)]

    @pytest.mark.parametrize("values", [{"lat": -91}, {"lon": 181}, {"kind": "CASTLE"}])
    @pytest.mark.usefixtures("museum")
    def test_the_database_refuses_them_too(self, values):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Place.objects.update(**values)

    def test_whoever_has_seen_another_version_changes_nothing(self, at, museum):
        by = {"place_id": museum.id, "expected_version": 2, "actor": SYSTEM, "at": at}

        with pytest.raises(Stale):
            revise_place(facts=replace(STATE_MUSEUM, name="Another"), **by)
        with pytest.raises(Stale):
            set_place_active(is_active=False, **by)

        assert published() == [("registered", 1)]

    def test_only_who_manages_the_whole_catalog_may(self, at, museum, seller):
        for actor in (ANONYMOUS, seller):
            by = {"actor": actor, "at": at}
            one = {"place_id": museum.id, "expected_version": None, **by}
            with pytest.raises(Forbidden):
                register_place(facts=STATE_MUSEUM, **by)
            with pytest.raises(Forbidden):
                revise_place(facts=STATE_MUSEUM, **one)
            with pytest.raises(Forbidden):
                set_place_active(is_active=False, **one)

    def test_what_is_not_there_is_not_found(self, at):
        one = {"place_id": new_id(), "expected_version": None, "actor": SYSTEM, "at": at}

        with pytest.raises(PlaceNotFound):
            revise_place(facts=STATE_MUSEUM, **one)
        with pytest.raises(PlaceNotFound):
            set_place_active(is_active=True, **one)


class TestLists:
    def test_they_are_narrowed_by_kind_and_destination(self):
        destination = DestinationFactory()
        PlaceFactory(name="Palace museum", destination=destination)
        PlaceFactory(name="Lake market", kind="MARKET", destination=destination)
        PlaceFactory(name="City market", kind="MARKET")

        assert listed() == ["City market", "Lake market", "Palace museum"]
        assert listed(kind=PlaceKind.MARKET) == ["City market", "Lake market"]
        assert listed(kind=PlaceKind.MARKET, destination_id=destination.id) == ["Lake market"]

    def test_around_a_point_the_nearest_comes_first_and_the_far_not_at_all(self):
        for name, lat in (("Far", 24.5), ("Near", 23.51), ("Nearest", 23.5)):
            PlaceFactory(name=name, lat=lat)

        assert listed(within=Circle(lat=23.5, lon=91.3, radius_m=50_000)) == ["Nearest", "Near"]
