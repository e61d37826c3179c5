from dataclasses import replace

import pytest

from contexts.catalog.parts.destinations import queries
from contexts.catalog.parts.destinations.contracts import DestinationImage
from contexts.catalog.parts.destinations.errors import DestinationNotFound, InvalidDestination
from contexts.catalog.parts.destinations.use_cases.feature_destination import feature_destination
from contexts.catalog.parts.destinations.use_cases.register_destination import (
    register_destination,
)
from contexts.catalog.parts.destinations.use_cases.revise_destination import revise_destination
from contexts.catalog.parts.destinations.use_cases.set_destination_active import (
    set_destination_active,
)
from riz.actor import ANONYMOUS, SYSTEM
from riz.errors import Forbidden
from riz.ids import new_id
from tests.contexts.catalog.facts import NEERMAHAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def neermahal(at):
    return register_destination(facts=NEERMAHAL, actor=SYSTEM, at=at)


class TestRegister:
    def test_it_is_shown_with_its_pictures_in_order(self, at):
        images = (
            DestinationImage(url="https://img.example/b"),
            DestinationImage(url="https://img.example/a"),
        )

        register_destination(facts=replace(NEERMAHAL, images=images), actor=SYSTEM, at=at)

        assert queries.get_destination(key="neermahal").images == images

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("lat", 90.5),
            ("lon", -181.0),
            ("time_zone", "Asia/Atlantis"),
            ("time_zone", "../etc"),
            ("cover_image_url", "javascript:alert(1)"),
        ],
    )
    def test_impossible_facts_are_refused_by_name(self, at, field, value):
        with pytest.raises(InvalidDestination) as refusal:
            register_destination(facts=replace(NEERMAHAL, **{field: value}), actor=SYSTEM, at=at)

        assert list(refusal.value.details["errors"]) == [field]

    @pytest.mark.usefixtures("neermahal")
    def test_a_slug_is_taken_once(self, at):
        with pytest.raises(InvalidDestination) as refusal:
            register_destination(facts=NEERMAHAL, actor=SYSTEM, at=at)

        assert "slug" in refusal.value.details["errors"]

    def test_only_who_manages_the_whole_catalog_may(self, at, seller):
        for actor in (ANONYMOUS, seller):
            with pytest.raises(Forbidden):
                register_destination(facts=NEERMAHAL, actor=actor, at=at)


class TestRevise:
    def test_the_same_facts_change_nothing(self, at, neermahal):
        again = revise_destination(
            destination_id=neermahal.id, facts=NEERMAHAL, actor=SYSTEM, at=at
        )

        assert again == neermahal

    def test_a_change_raises_the_version(self, at, neermahal):
        facts = replace(NEERMAHAL, summary="The water palace.")

        revised = revise_destination(destination_id=neermahal.id, facts=facts, actor=SYSTEM, at=at)

        assert (revised.summary, revised.version) == ("The water palace.", 2)

    def test_a_destination_keeps_its_time_zone(self, at, neermahal):
        facts = replace(NEERMAHAL, time_zone="Asia/Dhaka")

        with pytest.raises(InvalidDestination) as refusal:
            revise_destination(destination_id=neermahal.id, facts=facts, actor=SYSTEM, at=at)

        assert "time_zone" in refusal.value.details["errors"]

    def test_what_is_not_there_is_not_found(self, at):
        with pytest.raises(DestinationNotFound):
            revise_destination(destination_id=new_id(), facts=NEERMAHAL, actor=SYSTEM, at=at)


class TestShowing:
    def test_withdrawing_hides_and_reinstating_shows(self, at, neermahal):
        set_destination_active(destination_id=neermahal.id, is_active=False, actor=SYSTEM, at=at)
        set_destination_active(destination_id=neermahal.id, is_active=False, actor=SYSTEM, at=at)
        with pytest.raises(DestinationNotFound):
            queries.get_destination(key="neermahal")

        set_destination_active(destination_id=neermahal.id, is_active=True, actor=SYSTEM, at=at)

        assert queries.get_destination(key="neermahal").version == 3

    def test_featuring_can_be_taken_back(self, at, neermahal):
        feature_destination(destination_id=neermahal.id, is_featured=True, actor=SYSTEM, at=at)
        assert queries.get_destination(key="neermahal").is_featured

        feature_destination(destination_id=neermahal.id, is_featured=False, actor=SYSTEM, at=at)

        assert not queries.get_destination(key="neermahal").is_featured
