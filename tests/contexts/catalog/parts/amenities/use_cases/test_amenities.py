from dataclasses import replace

import pytest

from contexts.catalog.parts.amenities import api as amenities
from contexts.catalog.parts.amenities.contracts import AmenityCategory, AmenityFacts
from riz.actor import ANONYMOUS, SYSTEM
from riz.errors import Forbidden
from riz.ids import new_id
from riz.pages import PageRequest

pytestmark = pytest.mark.django_db

BREAKFAST = AmenityFacts(slug="breakfast", name="Breakfast", category=AmenityCategory.MEALS)


@pytest.fixture
def breakfast(at):
    return amenities.register_amenity(facts=BREAKFAST, actor=SYSTEM, at=at)


def on_show(category=None):
    return amenities.list_amenities(category=category, page=PageRequest()).results


class TestAmenities:
    def test_what_is_registered_is_shown_in_its_category(self, breakfast):
        assert on_show() == (breakfast,)
        assert on_show(AmenityCategory.MEALS) == (breakfast,)
        assert on_show(AmenityCategory.SAFETY) == ()

    def test_a_revision_is_shown(self, at, breakfast):
        facts = replace(BREAKFAST, name="Breakfast with tea")

        amenities.revise_amenity(amenity_id=breakfast.id, facts=facts, actor=SYSTEM, at=at)

        assert on_show()[0].name == "Breakfast with tea"

    def test_a_slug_is_taken_once(self, at, breakfast):
        dinner = replace(BREAKFAST, slug="dinner", name="Dinner")
        other = amenities.register_amenity(facts=dinner, actor=SYSTEM, at=at)

        with pytest.raises(amenities.InvalidAmenity):
            amenities.register_amenity(facts=BREAKFAST, actor=SYSTEM, at=at)
        with pytest.raises(amenities.InvalidAmenity):
            amenities.revise_amenity(amenity_id=other.id, facts=BREAKFAST, actor=SYSTEM, at=at)

    def test_what_is_withdrawn_is_hidden_until_it_is_reinstated(self, at, breakfast):
        amenities.set_amenity_active(amenity_id=breakfast.id, is_active=False, actor=SYSTEM, at=at)
        assert on_show() == ()

        amenities.set_amenity_active(amenity_id=breakfast.id, is_active=True, actor=SYSTEM, at=at)

        assert on_show() == (breakfast,)

    def test_only_who_manages_the_whole_catalog_may(self, at, breakfast, seller):
        for actor in (ANONYMOUS, seller):
            by = {"actor": actor, "at": at}
            with pytest.raises(Forbidden):
                amenities.register_amenity(facts=replace(BREAKFAST, slug="tea"), **by)
            with pytest.raises(Forbidden):
                amenities.revise_amenity(amenity_id=breakfast.id, facts=BREAKFAST, **by)
            with pytest.raises(Forbidden):
                amenities.set_amenity_active(amenity_id=breakfast.id, is_active=False, **by)

    def test_what_is_not_there_is_not_found(self, at):
        with pytest.raises(amenities.AmenityNotFound):
            amenities.set_amenity_active(amenity_id=new_id(), is_active=False, actor=SYSTEM, at=at)
