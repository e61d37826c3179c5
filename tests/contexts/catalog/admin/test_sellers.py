"""What people of one seller see and change on the staff screens of catalog: their own, and nothing of another's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.catalog import models
from riz.ids import new_id
from tests.contexts.catalog.admin.test_screens import act, filled_in, form_of, list_of
from tests.contexts.catalog.factories import (
    AccommodationFactory,
    AmenityFactory,
    DestinationFactory,
    ExperienceFactory,
    PackageFactory,
)
from tests.support.sellers import desk_of, make_seller

pytestmark = pytest.mark.django_db

OFFERS = {
    "accommodation": AccommodationFactory,
    "experience": ExperienceFactory,
    "package": PackageFactory,
}
SHARED = {"amenity": AmenityFactory, "destination": DestinationFactory}
ROLES = ("SELLER_OWNER", "SELLER_MANAGER")


@pytest.fixture
def mine():
    return make_seller("Lakeside Hotels")


@pytest.fixture
def theirs():
    return make_seller("Hilltop Hotels")


@pytest.fixture
def desk(mine):
    return desk_of(mine)


def path_of(row, act):
    return reverse(f"admin:catalog_{row._meta.model_name}_{act}", args=[row.pk])


def new_hut(place, seller_id):
    return {
        "seller_id": seller_id,
        "destination": place.pk,
        "name": "Bamboo hut",
        "slug": "bamboo-hut",
        "kind": "COTTAGE",
        "currency": "INR",
        "base_price": "900",
        "extra_guest_price": "0",
        "base_occupancy": "2",
        "max_occupancy": "2",
        "units": "3",
        "check_in_time": "13:00",
        "check_out_time": "11:00",
    }


class TestSeeing:
    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    @pytest.mark.parametrize("screen", OFFERS)
    @pytest.mark.parametrize("role", ROLES)
    def test_lists_show_ones_own_alone(self, mine, theirs, screen, role):
        desk = desk_of(mine, role)
        own = OFFERS[screen](seller_id=mine.id)
        foreign = OFFERS[screen](seller_id=theirs.id)

        for query in (
            {},
            {"q": foreign.slug[:4]},
            {"q": foreign.slug},
            {"seller_id": str(theirs.id)},
            {"seller_id__exact": str(theirs.id)},
            {"is_active__exact": "1"},
            {"e": "1"},
            {"p": "1"},
        ):
            shown = desk.get(list_of(screen), query, follow=True).content.decode()
            assert str(foreign.pk) not in shown, query
        assert str(own.pk) in desk.get(list_of(screen)).content.decode()

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize("screen", OFFERS)
    def test_a_foreign_thing_looks_like_one_that_is_not_there(self, desk, theirs, screen):
        foreign = OFFERS[screen](seller_id=theirs.id)
        nothing = new_id()

        for act_name in ("change", "history", "delete"):
            seen = desk.get(path_of(foreign, act_name), follow=True)
            none = desk.get(
                reverse(f"admin:catalog_{screen}_{act_name}", args=[nothing]), follow=True
            )
            assert seen.status_code == none.status_code, act_name
            assert seen.redirect_chain == none.redirect_chain, act_name
            assert str(foreign) not in seen.content.decode(), act_name

    @pytest.mark.parametrize("screen", OFFERS)
    def test_ones_own_history_opens(self, desk, mine, screen):
        own = OFFERS[screen](seller_id=mine.id)

        assert desk.get(path_of(own, "history")).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    @pytest.mark.parametrize("screen", OFFERS)
    def test_pickers_offer_nothing_foreign(self, desk, mine, theirs, screen):
        place = DestinationFactory(name="Neermahal")
        foreign = OFFERS[screen](seller_id=theirs.id)
        found = []

        for model, field in (
            ("accommodation", "destination"),
            ("accommodation", "amenities"),
            ("package", "amenities"),
            ("packageday", "package"),
        ):
            answer = desk.get(
                reverse("admin:autocomplete"),
                {"app_label": "catalog", "model_name": model, "field_name": field, "term": ""},
            )
            assert answer.status_code == 200
            found += [each["text"] for each in answer.json()["results"]]
        add = desk.get(reverse(f"admin:catalog_{screen}_add")).content.decode()

        assert str(place) in found
        assert str(foreign) not in found
        assert "Lakeside Hotels" in add
        assert "Hilltop Hotels" not in add
        assert str(theirs.id) not in add

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_pickers_of_other_tables_are_closed(self, desk):
        for app, model, field in (
            ("identity", "rolegrant", "user"),
            ("identity", "rolegrant", "organisation"),
            ("catalog", "accommodation", "seller_id"),
        ):
            answer = desk.get(
                reverse("admin:autocomplete"),
                {"app_label": app, "model_name": model, "field_name": field, "term": ""},
            )
            assert answer.status_code == 403, (app, model, field)

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_an_asset_manager_sees_what_is_assigned_alone(self, mine, theirs):
        kept = AccommodationFactory(seller_id=mine.id)
        other = AccommodationFactory(seller_id=mine.id)
        foreign = AccommodationFactory(seller_id=theirs.id)
        desk = desk_of(
            mine,
            "ASSET_MANAGER",
            assets=[("ACCOMMODATION", kept.pk), ("ACCOMMODATION", foreign.pk)],
        )

        listed = desk.get(list_of("accommodation")).content.decode()

        assert str(kept.pk) in listed
        assert str(other.pk) not in listed
        assert str(foreign.pk) not in listed
        assert desk.get(form_of(kept)).status_code == 200
        assert [desk.get(form_of(each)).status_code for each in (other, foreign)] == [302, 302]
        assert desk.get(reverse("admin:catalog_accommodation_add")).status_code == 403

    def test_lists_take_as_few_queries_for_many_as_for_one(self, desk, mine, theirs):
        AccommodationFactory(seller_id=mine.id)
        place = DestinationFactory()

        def count():
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(list_of("accommodation")).status_code == 200
            return len(seen)

        few = count()
        models.Accommodation.objects.bulk_create(
            AccommodationFactory.build(
                destination=place,
                seller_id=(mine if number % 2 else theirs).id,
                slug=f"copy-{number}",
            )
            for number in range(30)
        )

        assert few <= 15
        assert count() <= 15


class TestChanging:
    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize("role", ROLES)
    def test_one_adds_for_ones_own_seller(self, mine, theirs, role):
        desk, place = desk_of(mine, role), DestinationFactory()
        path = reverse("admin:catalog_accommodation_add")

        foreign = desk.post(path, new_hut(place, theirs.id))
        unknown = desk.post(path, new_hut(place, new_id()))
        own = desk.post(path, new_hut(place, mine.id))

        for refused in (foreign, unknown):
            assert "There is no such organisation." in refused.content.decode()
        assert own.status_code == 302
        assert models.Accommodation.objects.get().seller_id == mine.id

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize("screen", OFFERS)
    def test_a_foreign_thing_is_not_changed(self, desk, staff, mine, theirs, screen):
        own = OFFERS[screen](seller_id=mine.id)
        foreign = OFFERS[screen](seller_id=theirs.id)
        before = type(foreign).objects.values().get(pk=foreign.pk)
        sent = filled_in(desk.get(form_of(own)))

        desk.post(form_of(foreign), sent)
        for action in ("withdraw", "reinstate"):
            act(desk, foreign, action)
        desk.post(path_of(foreign, "delete"), {"post": "yes"})

        assert type(foreign).objects.values().get(pk=foreign.pk) == before

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize("screen", OFFERS)
    def test_ones_own_does_not_go_to_another_seller(self, desk, mine, theirs, screen):
        own = OFFERS[screen](seller_id=mine.id)
        sent = filled_in(desk.get(form_of(own)))

        desk.post(form_of(own), {**sent, "seller_id": str(theirs.id)})

        own.refresh_from_db()
        assert own.seller_id == mine.id

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_rows_of_a_foreign_package_are_not_taken_over(self, desk, mine, theirs):
        own = PackageFactory(seller_id=mine.id)
        foreign = PackageFactory(seller_id=theirs.id)
        day, price = foreign.days.get(), foreign.prices.get()
        sent = filled_in(desk.get(form_of(own)))

        for prefix, row in (("days-0", day), ("prices-0", price)):
            desk.post(form_of(own), {**sent, f"{prefix}-id": str(row.pk)})
            desk.post(form_of(own), {**sent, f"{prefix}-id": str(row.pk), f"{prefix}-DELETE": "on"})

        day.refresh_from_db()
        price.refresh_from_db()
        assert day.package_id == price.package_id == foreign.pk

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("screen", SHARED)
    def test_what_is_everybodys_is_seen_and_not_changed(self, desk, screen):
        row = SHARED[screen]()
        before = type(row).objects.values().get(pk=row.pk)

        assert desk.get(list_of(screen)).status_code == 200
        assert desk.get(reverse(f"admin:catalog_{screen}_add")).status_code == 403
        assert desk.post(form_of(row), {"name": "Mine"}).status_code == 403
        for action in ("withdraw", "feature"):
            act(desk, row, action)

        assert type(row).objects.values().get(pk=row.pk) == before

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_staff_at_the_desk_do_not_describe_offers(self, mine):
        desk = desk_of(mine, "SELLER_STAFF")

        assert desk.get(list_of("accommodation")).status_code == 403
