"""Two members of staff who press save at the same moment."""

from dataclasses import replace

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from contexts.catalog import models
from contexts.catalog.parts.amenities.contracts import AmenityCategory, AmenityFacts
from contexts.catalog.parts.amenities.use_cases.register_amenity import register_amenity
from contexts.catalog.parts.amenities.use_cases.revise_amenity import revise_amenity
from riz.actor import SYSTEM
from tests.support.seconds import coming_second

pytestmark = pytest.mark.django_db(transaction=True)

BOATS = AmenityFacts(slug="boats", name="Boats", category=AmenityCategory.STAY, icon_url="")
SAID = "Somebody else has just done this. Look again before you repeat it."


def said(answer):
    return (answer.status_code, [str(each) for each in get_messages(answer.wsgi_request)])


def test_the_second_of_two_new_things_with_one_slug_is_told(staff, at):
    typed = {"slug": "boats", "name": "Boating", "category": BOATS.category, "icon_url": ""}

    answer = coming_second(
        lambda: register_amenity(facts=BOATS, actor=SYSTEM, at=at),
        lambda: staff.post(reverse("admin:catalog_amenity_add"), typed),
    )

    assert said(answer) == (302, [SAID])
    assert [each.name for each in models.Amenity.objects.all()] == ["Boats"]


def test_the_second_who_gives_another_thing_the_slug_is_told(staff, at):
    one, other = (
        register_amenity(facts=replace(BOATS, slug=slug), actor=SYSTEM, at=at)
        for slug in ("oars", "sails")
    )
    typed = {"slug": "boats", "name": "Boating", "category": BOATS.category, "icon_url": ""}

    answer = coming_second(
        lambda: revise_amenity(amenity_id=one.id, facts=BOATS, actor=SYSTEM, at=at),
        lambda: staff.post(reverse("admin:catalog_amenity_change", args=[other.id]), typed),
    )

    assert said(answer) == (302, [SAID])
    assert sorted(models.Amenity.objects.values_list("slug", flat=True)) == ["boats", "sails"]
