"""Registering, revising, withdrawing and reinstating what is sold, and what the others hear of it."""

import datetime as dt
from dataclasses import fields, replace
from importlib import import_module
from types import SimpleNamespace

import pytest

from contexts.catalog import api, errors
from contexts.catalog.parts.accommodations import api as accommodations
from contexts.catalog.parts.amenities import api as amenities
from contexts.catalog.parts.amenities.contracts import AmenityCategory, AmenityFacts
from contexts.catalog.parts.destinations import api as destinations
from contexts.catalog.parts.experiences import api as experiences
from contexts.catalog.parts.experiences.contracts import OpeningHours
from contexts.catalog.parts.packages import api as packages
from riz.actor import ANONYMOUS, SYSTEM
from riz.errors import Forbidden, Invalid, NotFound
from riz.ids import new_id
from riz.outbox.models import OutboxEvent
from tests.contexts.catalog.factories import (
    AccommodationFactory,
    ExperienceFactory,
    PackageFactory,
)
from tests.contexts.catalog.facts import (
    LAKE_WEEKEND,
    LAKESIDE_ROOM,
    NEERMAHAL,
    PALACE_BY_BOAT,
    inr,
    price,
)

pytestmark = pytest.mark.django_db

KINDS = {
    "accommodation": SimpleNamespace(
        part=accommodations,
        facts=LAKESIDE_ROOM,
        sellable={"units": 9},
        unsellable={"description": "A quiet room."},
    ),
    "experience": SimpleNamespace(
        part=experiences,
        facts=PALACE_BY_BOAT,
        sellable={"daily_capacity": 30},
        unsellable={"description": "Over the water."},
    ),
    "package": SimpleNamespace(
        part=packages,
        facts=LAKE_WEEKEND,
        sellable={"departure_weekdays": (1,)},
        unsellable={"description": "Two slow days."},
    ),
}


class Sellable:
    """One kind of thing, so that the same story can be told of all three."""

    def __init__(self, name, seller_id, actor, at):
        self.name, self.seller_id = name, seller_id
        self.by = {"actor": actor, "at": at}
        self.kind = KINDS[name]

    def call(self, verb, *, thing=None, **arguments):
        if thing is not None:
            arguments[f"{self.name}_id"] = thing.id
        return getattr(self.kind.part, f"{verb}_{self.name}")(**{**self.by, **arguments})

    def offer(self, thing, *, is_active):
        """Withdraw it, or offer it again."""
        name = f"set_{self.name}_active"
        places = f"contexts.catalog.parts.{self.name}s.use_cases.{name}"
        function = getattr(import_module(places), name)
        return function(**{f"{self.name}_id": thing.id}, is_active=is_active, **self.by)

    def register(self, **changes):
        facts = replace(self.kind.facts, **changes)
        return self.call("register", seller_id=self.seller_id, facts=facts)

    def revise(self, thing, **changes):
        return self.call("revise", thing=thing, facts=replace(self.kind.facts, **changes))

    def get(self, thing):
        return getattr(api, f"get_{self.name}")(**{f"{self.name}_id": thing.id})

    def heard(self):
        names = OutboxEvent.objects.order_by("id").values_list("name", flat=True)
        prefix = f"catalog.{self.name}."
        return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


@pytest.fixture(params=list(KINDS))
def sellable(request, seller_id, seller, at):
    destinations.register_destination(facts=NEERMAHAL, actor=SYSTEM, at=at)
    breakfast = AmenityFacts(slug="breakfast", name="Breakfast", category=AmenityCategory.MEALS)
    amenities.register_amenity(facts=breakfast, actor=SYSTEM, at=at)
    if request.param == "package":
        experiences.register_experience(
            seller_id=seller_id, facts=PALACE_BY_BOAT, actor=SYSTEM, at=at
        )
    return Sellable(request.param, seller_id, seller, at)


class TestRegister:
    def test_it_is_on_offer_and_the_others_hear_of_it(self, sellable):
        thing = sellable.register()

        assert sellable.get(thing) == thing
        assert thing.time_zone == "Asia/Kolkata"
        assert sellable.heard() == ["published.v1"]

    def test_a_slug_is_taken_once(self, sellable):
        sellable.register()

        with pytest.raises(Invalid) as refusal:
            sellable.register()

        assert "slug" in refusal.value.details["errors"]
        assert sellable.heard() == ["published.v1"]

    def test_only_for_a_seller_whose_things_one_manages(self, sellable, stranger):
        for actor in (ANONYMOUS, stranger):
            sellable.by["actor"] = actor
            with pytest.raises(Forbidden):
                sellable.register()

        assert sellable.heard() == []


class TestRevise:
    def test_the_same_facts_change_nothing_and_are_not_told(self, sellable):
        thing = sellable.register()

        assert sellable.revise(thing) == thing
        assert sellable.heard() == ["published.v1"]

    def test_a_sellable_fact_is_told(self, sellable):
        thing = sellable.register()

        revised = sellable.revise(thing, **sellable.kind.sellable)

        assert revised.version == 2
        assert sellable.get(thing) == revised
        assert sellable.heard() == ["published.v1", "published.v1"]
        latest = OutboxEvent.objects.latest("id")
        for field, value in sellable.kind.sellable.items():
            told = latest.payload[field]
            assert told == (list(value) if isinstance(value, tuple) else value)

    def test_another_fact_is_not_told(self, sellable):
        thing = sellable.register()

        revised = sellable.revise(thing, **sellable.kind.unsellable)

        assert revised.version == 2
        assert sellable.heard() == ["published.v1"]

    def test_what_others_sell_is_not_found(self, sellable, stranger):
        thing = sellable.register()
        sellable.by["actor"] = stranger

        with pytest.raises(NotFound):
            sellable.revise(thing, **sellable.kind.sellable)
        with pytest.raises(NotFound):
            sellable.offer(thing, is_active=False)

        assert sellable.get(thing).version == 1


class TestWithdraw:
    def test_it_is_off_offer_and_told_once(self, sellable):
        thing = sellable.register()

        sellable.offer(thing, is_active=False)
        sellable.offer(thing, is_active=False)

        with pytest.raises(NotFound):
            sellable.get(thing)
        assert sellable.heard() == ["published.v1", "withdrawn.v1"]

    def test_what_is_withdrawn_can_be_revised_silently(self, sellable):
        thing = sellable.register()
        sellable.offer(thing, is_active=False)

        sellable.revise(thing, **sellable.kind.sellable)

        assert sellable.heard() == ["published.v1", "withdrawn.v1"]

    def test_reinstating_offers_it_as_it_is_by_then(self, sellable):
        thing = sellable.register()
        sellable.offer(thing, is_active=False)
        sellable.revise(thing, **sellable.kind.sellable)

        sellable.offer(thing, is_active=True)
        sellable.offer(thing, is_active=True)

        assert sellable.get(thing).version == 4
        assert sellable.heard() == ["published.v1", "withdrawn.v1", "published.v1"]
        latest = OutboxEvent.objects.latest("id")
        assert set(sellable.kind.sellable) <= set(latest.payload)


BAD_FACTS = [
    ("accommodation", {"destination": "atlantis"}, "destination"),
    ("accommodation", {"amenities": ("breakfast", "moon")}, "amenities"),
    ("accommodation", {"max_occupancy": 1}, "max_occupancy"),
    ("accommodation", {"units": 0}, "units"),
    ("accommodation", {"base_price": inr(-1)}, "base_price"),
    ("experience", {"destinations": ()}, "destinations"),
    ("experience", {"destinations": ("neermahal", "atlantis")}, "destinations"),
    ("experience", {"opening_hours": ()}, "opening_hours"),
    (
        "experience",
        {
            "opening_hours": (
                OpeningHours(weekday=1, opens_at=dt.time(9), closes_at=dt.time(12)),
                OpeningHours(weekday=1, opens_at=dt.time(11), closes_at=dt.time(13)),
            )
        },
        "opening_hours",
    ),
    ("experience", {"daily_capacity": 0}, "daily_capacity"),
    ("experience", {"start_times": (dt.time(8, 59),)}, "start_times"),
    ("experience", {"start_times": (dt.time(17),)}, "start_times"),
    ("experience", {"start_times": (dt.time(9, 0, 1),)}, "start_times"),
    ("experience", {"start_times": tuple(dt.time(9, n) for n in range(25))}, "start_times"),
    ("experience", {"booking_cutoff_minutes": -1}, "booking_cutoff_minutes"),
    ("experience", {"booking_cutoff_minutes": 43_201}, "booking_cutoff_minutes"),
    ("package", {"booking_cutoff_minutes": -1}, "booking_cutoff_minutes"),
    ("package", {"booking_cutoff_minutes": 43_201}, "booking_cutoff_minutes"),
    ("package", {"duration_days": 3}, "days"),
    ("package", {"departure_weekdays": (0, 8)}, "departure_weekdays"),
    ("package", {"prices": ()}, "prices"),
    ("package", {"prices": (price(), price())}, "prices"),
    ("package", {"prices": (price(min_party=3, max_party=2),)}, "prices"),
]


class TestFacts:
    @pytest.mark.parametrize(("sellable", "changes", "field"), BAD_FACTS, indirect=["sellable"])
    def test_impossible_ones_are_refused_by_name(self, sellable, changes, field):
        with pytest.raises(Invalid) as refusal:
            sellable.register(**changes)

        assert list(refusal.value.details["errors"]) == [field]
        assert sellable.heard() == []


class TestTimes:
    @pytest.mark.parametrize("sellable", ["experience"], indirect=True)
    def test_starts_are_stored_in_order_and_told_with_their_weekdays(self, sellable):
        hours = (
            OpeningHours(weekday=6, opens_at=dt.time(9), closes_at=dt.time(17)),
            OpeningHours(weekday=7, opens_at=dt.time(9), closes_at=dt.time(12)),
        )
        nine, late = dt.time(9), dt.time(16, 59)

        thing = sellable.register(
            opening_hours=hours, start_times=(late, nine, late), booking_cutoff_minutes=43_200
        )

        assert sellable.get(thing) == thing
        assert (thing.start_times, thing.booking_cutoff_minutes) == ((nine, late), 43_200)
        assert OutboxEvent.objects.latest("id").payload["starts"] == [
            {"time": "09:00:00", "weekdays": [6, 7]},
            {"time": "16:59:00", "weekdays": [6]},
        ]

    @pytest.mark.parametrize("sellable", ["package"], indirect=True)
    def test_a_departure_is_at_nine_until_it_is_told_otherwise(self, sellable):
        thing = sellable.register()
        assert sellable.get(thing).departure_time == dt.time(9)

        sellable.revise(thing, departure_time=dt.time(6, 45))

        assert sellable.get(thing).departure_time == dt.time(6, 45)
        assert OutboxEvent.objects.latest("id").payload["departure_time"] == "06:45:00"


class TestPricePackage:
    @pytest.mark.parametrize("sellable", ["package"], indirect=True)
    def test_it_asks_the_prices_of_the_package(self, sellable):
        package = sellable.register()
        party = {"adults": 2, "children": 1, "infants": 0}
        start = dt.date(2026, 5, 1)

        lines = api.price_package(package=package, start_date=start, **party)

        assert [(line.quantity, line.unit_price) for line in lines] == [
            (2, inr(6500)),
            (1, inr(3000)),
        ]
        with pytest.raises(errors.NoPriceForParty):
            api.price_package(package=package, start_date=start, **{**party, "infants": 1})
        assert api.find_packages_for_sale(ids=[package.id])[package.id].prices == package.prices
        sellable.offer(package, is_active=False)
        assert api.find_packages_for_sale(ids=[package.id]) == {}


class TestFindForSale:
    @pytest.mark.parametrize(
        ("find", "make", "statements"),
        [
            (api.find_accommodations_for_sale, AccommodationFactory, 1),
            (api.find_experiences_for_sale, ExperienceFactory, 2),
            (api.find_packages_for_sale, PackageFactory, 2),
        ],
    )
    def test_many_take_as_few_statements_as_one(
        self, find, make, statements, django_assert_num_queries
    ):
        offered = [make().id for _ in range(12)]
        withdrawn = make(is_active=False).id

        for ids in (offered[:1], [*offered, withdrawn, new_id()]):
            with django_assert_num_queries(statements):
                assert find(ids=ids).keys() == set(ids) & set(offered)
        with django_assert_num_queries(0):
            assert find(ids=[]) == {}

    @pytest.mark.parametrize("sellable", list(KINDS), indirect=True)
    def test_they_have_what_a_sale_looks_at(self, sellable):
        thing = sellable.register()
        find = getattr(api, f"find_{sellable.name}s_for_sale")

        found = find(ids=[thing.id])[thing.id]

        left_out = {"amenities", "days", "destination", "destinations"} & {
            field.name for field in fields(found)
        }
        assert replace(thing, **{name: getattr(found, name) for name in left_out}) == found
