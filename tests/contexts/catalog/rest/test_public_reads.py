"""Everything that anybody may read of the catalog."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from contexts.catalog import models
from riz.ids import new_id
from tests.contexts.catalog.factories import (
    AT,
    AccommodationFactory,
    AmenityFactory,
    DestinationFactory,
    ExperienceFactory,
    PackageFactory,
    PackagePriceFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    "/destinations": DestinationFactory,
    "/accommodations": AccommodationFactory,
    "/experiences": ExperienceFactory,
    "/packages": PackageFactory,
    "/amenities": AmenityFactory,
}
WITH_DETAIL = [path for path in FACTORIES if path != "/amenities"]


def slugs(answer):
    assert answer.status_code == 200, answer.content
    return [thing["slug"] for thing in answer.json()["results"]]


class TestLists:
    @pytest.mark.parametrize("path", FACTORIES)
    def test_cursors_lead_through_all_of_it_once(self, api, path):
        expected = {row.slug for row in FACTORIES[path].create_batch(7)}
        found, query = [], {"limit": 3}

        for _ in range(3):
            answer = api.get(path, **query).json()
            found += [thing["slug"] for thing in answer["results"]]
            query = dict(parse_qsl(urlsplit(answer["next"] or "").query))

        assert answer["next"] is None
        assert len(found) == 7
        assert set(found) == expected

    @pytest.mark.parametrize("path", FACTORIES)
    def test_withdrawn_things_are_not_listed(self, api, path):
        FACTORIES[path](is_active=False)

        assert slugs(api.get(path)) == []

    @pytest.mark.parametrize("path", FACTORIES)
    def test_fields_narrow_the_answer(self, api, path):
        FACTORIES[path]()

        answer = api.get(path, fields="slug,id").json()

        assert set(answer["results"][0]) == {"slug", "id"}

    @pytest.mark.parametrize("path", FACTORIES)
    def test_anybody_may_keep_it_for_a_minute(self, api, path):
        assert api.get(path)["Cache-Control"] == "public, max-age=60"

    @pytest.mark.parametrize("path", FACTORIES)
    def test_many_rows_take_as_many_queries_as_one(
        self, api, path, django_assert_num_queries, django_assert_max_num_queries
    ):
        FACTORIES[path]()
        with django_assert_max_num_queries(10) as one:
            api.get(path, limit=100)
        FACTORIES[path].create_batch(30)

        with django_assert_num_queries(len(one)):
            answer = api.get(path, limit=100)

        assert len(slugs(answer)) == 31

    def test_a_thousand_accommodations_take_as_many_queries_as_one(
        self, api, django_assert_num_queries, django_assert_max_num_queries
    ):
        first = AccommodationFactory(amenities=[AmenityFactory()])
        with django_assert_max_num_queries(4) as one:
            api.get("/accommodations", limit=100, expand="destination")
        copies = [
            models.Accommodation(
                **{
                    **{
                        field.attname: getattr(first, field.attname)
                        for field in models.Accommodation._meta.concrete_fields
                    },
                    "id": new_id(),
                    "slug": f"copy-{n}",
                    "created_at": AT,
                }
            )
            for n in range(120)
        ]
        models.Accommodation.objects.bulk_create(copies)

        with django_assert_num_queries(len(one)):
            answer = api.get("/accommodations", limit=100, expand="destination")

        assert len(slugs(answer)) == 100


class TestDetails:
    @pytest.mark.parametrize("path", WITH_DETAIL)
    def test_slug_and_id_name_the_same_thing(self, api, path):
        row = FACTORIES[path]()

        by_slug = api.get(f"{path}/{row.slug}")

        assert by_slug.status_code == 200
        assert api.get(f"{path}/{row.id}").json() == by_slug.json()

    @pytest.mark.parametrize("path", WITH_DETAIL)
    @pytest.mark.parametrize("key", ["nowhere", "01900000-0000-7000-8000-000000000000"])
    def test_what_is_not_there_is_a_404_with_a_code(self, api, path, key):
        answer = api.get(f"{path}/{key}")

        assert answer.status_code == 404
        assert answer.json()["code"] == f"catalog.{path[1:-1]}_not_found"

    @pytest.mark.parametrize("path", WITH_DETAIL)
    def test_withdrawn_things_are_not_found(self, api, path):
        row = FACTORIES[path](is_active=False)

        assert api.get(f"{path}/{row.slug}").status_code == 404

    def test_a_copy_of_a_destination_can_be_checked_by_its_tag(self, api):
        row = DestinationFactory()
        tag = api.get(f"/destinations/{row.slug}")["ETag"]

        answer = api.get(f"/destinations/{row.slug}", headers={"If-None-Match": tag})

        assert answer.status_code == 304

    def test_a_package_tells_its_days(self, api):
        place = DestinationFactory(slug="neermahal", name="Neermahal")
        package = PackageFactory(stops=[place])

        (day,) = api.get(f"/packages/{package.slug}").json()["days"]

        assert day["destinations"] == [
            {"id": str(place.id), "slug": "neermahal", "name": "Neermahal"}
        ]


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("/destinations?lat=91&lon=0&radius_m=5", "lat"),
            ("/destinations?lat=nan&lon=0&radius_m=5", "lat"),
            ("/destinations?lat=1&lon=2", "radius_m"),
            ("/destinations?featured=perhaps", "featured"),
            ("/destinations?q=x", "q"),
            ("/destinations?colour=red", "colour"),
            ("/destinations?q=one&q=two", "q"),
            ("/destinations?fields=slug,colour", "fields"),
            ("/accommodations?kind=CASTLE", "kind"),
            ("/accommodations?guests=0", "guests"),
            ("/accommodations?guests=many", "guests"),
            ("/accommodations?min_price_minor=-1", "min_price_minor"),
            ("/accommodations?max_price_minor=99999999999999999999", "max_price_minor"),
            ("/accommodations?max_price_minor=1&currency=XXY", "currency"),
            ("/accommodations?amenity=no%20slug", "amenity.0"),
            ("/accommodations?expand=seller", "expand"),
            ("/accommodations?limit=101", "limit"),
            ("/accommodations?limit=1&limit=2", "limit"),
            ("/experiences?weekday=8", "weekday"),
            ("/experiences?difficulty=BRUTAL", "difficulty"),
            ("/packages?min_days=0", "min_days"),
            ("/amenities?category=FUN", "category"),
        ],
    )
    def test_bad_ones_are_named(self, api, query, field):
        DestinationFactory()

        answer = api.get(query)

        assert answer.status_code == 422
        assert field in answer.json()["errors"]

    def test_destinations_around_a_point_come_nearest_first(self, api):
        DestinationFactory(slug="far", lat=23.6, lon=91.3)
        DestinationFactory(slug="near", lat=23.51, lon=91.3)
        DestinationFactory(slug="away", lat=25, lon=91.3)

        answer = api.get("/destinations", lat=23.5, lon=91.3, radius_m=20_000)

        assert slugs(answer) == ["near", "far"]
        assert answer.json()["results"][0]["distance_m"] == 1111

    def test_every_named_amenity_has_to_be_there(self, api):
        wifi, tea = AmenityFactory(slug="wifi"), AmenityFactory(slug="tea")
        AccommodationFactory(slug="both", amenities=[wifi, tea])
        AccommodationFactory(slug="one", amenities=[wifi])
        AccommodationFactory(slug="none")

        assert slugs(api.get("/accommodations", amenity=["wifi", "tea"])) == ["both"]
        assert set(slugs(api.get("/accommodations", amenity="wifi"))) == {"both", "one"}

    def test_accommodations_by_place_kind_guests_and_price(self, api):
        lake = DestinationFactory(slug="lake")
        AccommodationFactory(
            slug="right", destination=lake, kind="TENT", max_occupancy=4, base_price_minor=90_000
        )
        AccommodationFactory(
            slug="elsewhere", kind="TENT", max_occupancy=4, base_price_minor=90_000
        )
        AccommodationFactory(
            slug="room", destination=lake, max_occupancy=4, base_price_minor=90_000
        )
        AccommodationFactory(slug="small", destination=lake, kind="TENT", base_price_minor=90_000)
        AccommodationFactory(slug="dear", destination=lake, kind="TENT", max_occupancy=4)
        AccommodationFactory(
            slug="dollars",
            destination=lake,
            kind="TENT",
            max_occupancy=4,
            base_price_minor=90_000,
            currency="USD",
        )

        answer = api.get(
            "/accommodations",
            destination="lake",
            kind="TENT",
            guests=4,
            min_price_minor=80_000,
            max_price_minor=100_000,
        )

        assert slugs(answer) == ["right"]

    def test_the_destination_stands_beside_only_when_asked_for(self, api):
        room = AccommodationFactory(destination=DestinationFactory(slug="lake"))

        plain = api.get(f"/accommodations/{room.slug}").json()
        expanded = api.get(f"/accommodations/{room.slug}", expand="destination").json()

        assert "destination" not in plain
        assert expanded["destination"]["slug"] == "lake"

    def test_experiences_by_place_weekday_difficulty_and_price(self, api):
        lake = DestinationFactory(slug="lake")
        ExperienceFactory(slug="right", destinations=[DestinationFactory(), lake], weekdays=[1, 6])
        ExperienceFactory(slug="elsewhere", weekdays=[1])
        ExperienceFactory(slug="closed", destinations=[lake], weekdays=[2])
        ExperienceFactory(slug="hard", destinations=[lake], weekdays=[1], difficulty="HARD")
        ExperienceFactory(slug="dear", destinations=[lake], weekdays=[1], adult_price_minor=40_001)

        answer = api.get(
            "/experiences", destination="lake", weekday=1, difficulty="EASY", max_price_minor=40_000
        )

        assert slugs(answer) == ["right"]

    def test_packages_by_place_length_and_price_of_an_adult(self, api):
        lake = DestinationFactory(slug="lake")
        right = PackageFactory(slug="right", stops=[lake], adult_price_minor=500_000)
        PackagePriceFactory(package=right, traveller_kind="CHILD", price_minor=1)
        PackageFactory(slug="elsewhere", adult_price_minor=500_000)
        PackageFactory(slug="dear", stops=[lake], adult_price_minor=500_001)
        PackageFactory(slug="long", stops=[lake], adult_price_minor=500_000, duration_days=5)

        answer = api.get("/packages", destination="lake", max_days=4, max_price_minor=500_000)

        assert slugs(answer) == ["right"]

    @pytest.mark.parametrize(
        ("path", "field"),
        [("/accommodations", "name"), ("/experiences", "title"), ("/packages", "name")],
    )
    def test_typing_errors_are_forgiven(self, api, path, field):
        FACTORIES[path](slug="right", **{field: "Rudrasagar at dawn"})
        FACTORIES[path](slug="wrong", **{field: "Unakoti by night"})

        assert slugs(api.get(path, q="rudrasagr")) == ["right"]
