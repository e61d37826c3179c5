"""Rows of catalog for its own tests."""

from __future__ import annotations

import datetime as dt

import factory

from contexts.catalog import models
from riz.ids import new_id

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class AmenityFactory(factory.django.DjangoModelFactory):
    """Breakfast, or the like."""

    class Meta:
        model = models.Amenity

    slug = factory.Sequence(lambda n: f"amenity-{n}")
    name = factory.Sequence(lambda n: f"Amenity {n}")
    category = "STAY"
    created_at = AT
    updated_at = AT


class DestinationFactory(factory.django.DjangoModelFactory):
    """A place near Melaghar."""

    class Meta:
        model = models.Destination

    slug = factory.Sequence(lambda n: f"destination-{n}")
    name = factory.Sequence(lambda n: f"Destination {n}")
    district = "Sepahijala"
    region = "Tripura"
    lat = 23.5
    lon = 91.3
    time_zone = "Asia/Kolkata"
    created_at = AT
    updated_at = AT


class PlaceFactory(factory.django.DjangoModelFactory):
    """A museum near Melaghar."""

    class Meta:
        model = models.Place

    name = factory.Sequence(lambda n: f"Museum {n}")
    kind = "MUSEUM"
    lat = 23.5
    lon = 91.3
    created_at = AT
    updated_at = AT


class AccommodationFactory(factory.django.DjangoModelFactory):
    """A double room."""

    class Meta:
        model = models.Accommodation
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"accommodation-{n}")
    seller_id = factory.LazyFunction(new_id)
    destination = factory.SubFactory(DestinationFactory)
    name = factory.Sequence(lambda n: f"Room {n}")
    kind = "ROOM"
    base_price_minor = 180_000
    base_occupancy = 2
    extra_guest_price_minor = 50_000
    currency = "INR"
    max_occupancy = 3
    units = 4
    check_in_time = dt.time(13)
    check_out_time = dt.time(11)
    created_at = AT
    updated_at = AT

    @factory.post_generation
    def amenities(self, create, extracted, **_):
        self.amenities.add(*(extracted or ()))


class ExperienceFactory(factory.django.DjangoModelFactory):
    """A boat ride on every Saturday."""

    class Meta:
        model = models.Experience
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"experience-{n}")
    seller_id = factory.LazyFunction(new_id)
    title = factory.Sequence(lambda n: f"Boat ride {n}")
    kind = "NATURE"
    difficulty = "EASY"
    duration_seconds = 5400
    time_zone = "Asia/Kolkata"
    adult_price_minor = 40_000
    child_price_minor = 20_000
    currency = "INR"
    daily_capacity = 24
    created_at = AT
    updated_at = AT

    @factory.post_generation
    def destinations(self, create, extracted, **_):
        for position, place in enumerate(extracted or [DestinationFactory()], start=1):
            models.ExperienceStop.objects.create(
                experience=self, destination=place, position=position
            )

    @factory.post_generation
    def weekdays(self, create, extracted, **_):
        for weekday in extracted or (6,):
            models.OpeningHours.objects.create(
                experience=self, weekday=weekday, opens_at=dt.time(9), closes_at=dt.time(17)
            )


class PackageFactory(factory.django.DjangoModelFactory):
    """A journey of one day for adults."""

    class Meta:
        model = models.Package
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"package-{n}")
    seller_id = factory.LazyFunction(new_id)
    name = factory.Sequence(lambda n: f"Journey {n}")
    kind = "FAMILY"
    duration_days = 1
    departure_capacity = 20
    departure_weekdays = factory.LazyFunction(lambda: [5, 6])
    time_zone = "Asia/Kolkata"
    created_at = AT
    updated_at = AT

    @factory.post_generation
    def stops(self, create, extracted, **_):
        day = models.PackageDay.objects.create(package=self, day=1, title="Arrival")
        for position, place in enumerate(extracted or [DestinationFactory()], start=1):
            models.PackageStop.objects.create(day=day, destination=place, position=position)

    @factory.post_generation
    def adult_price_minor(self, create, extracted, **_):
        PackagePriceFactory(package=self, price_minor=extracted or 650_000)


class PackagePriceFactory(factory.django.DjangoModelFactory):
    """A price for adults, whatever the party and the date."""

    class Meta:
        model = models.PackagePrice

    package = factory.SubFactory(PackageFactory)
    traveller_kind = "ADULT"
    price_minor = 650_000
    currency = "INR"
