"""The staff screens of catalog."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from contexts.catalog import models
from riz.outbox.models import OutboxEvent
from tests.contexts.catalog.factories import (
    AccommodationFactory,
    AmenityFactory,
    DestinationFactory,
    ExperienceFactory,
    PackageFactory,
    PlaceFactory,
)
from tests.support.crowds import count_crowd

pytestmark = pytest.mark.django_db

SCREENS = {
    "amenity": AmenityFactory,
    "destination": DestinationFactory,
    "accommodation": AccommodationFactory,
    "experience": ExperienceFactory,
    "package": PackageFactory,
    "place": PlaceFactory,
}
MANY = """
    INSERT INTO catalog_accommodation
        (id, slug, seller_id, destination_id, name, kind, description, base_price_minor,
         base_occupancy, extra_guest_price_minor, currency, max_occupancy, units, check_in_time,
         check_out_time, is_active, version, created_at, updated_at)
    SELECT gen_random_uuid(), 'copy-' || n, seller_id, destination_id, name || ' ' || n, kind,
           description, base_price_minor, base_occupancy, extra_guest_price_minor, currency,
           max_occupancy, units, check_in_time, check_out_time, is_active, version, created_at,
           updated_at
    FROM catalog_accommodation, generate_series(1, 1000) AS n
"""


def list_of(screen):
    return reverse(f"admin:catalog_{screen}_changelist")


def form_of(row):
    return reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])


def told():
    return OutboxEvent.objects.filter(name__startswith="catalog.").order_by("id")


def heard():
    return [event.name for event in told()]


def filled_in(answer):
    """Return what a browser would send if the member of staff just pressed save."""
    sent = {}
    page = answer.context["adminform"].form
    formsets = [inline.formset for inline in answer.context["inline_admin_formsets"]]
    forms = [page, *(formset.management_form for formset in formsets)]
    forms += [form for formset in formsets for form in formset.initial_forms]
    for form in forms:
        for field in form:
            sent[field.html_name] = _typed(field)
    return {name: value for name, value in sent.items() if value is not None}


def _typed(field):
    value = field.value()
    if callable(getattr(field.field, "prepare_value", None)):
        value = field.field.prepare_value(value)
    if isinstance(value, bool):
        return "on" if value else None
    return value


def save(staff, row, **changes):
    """Open the form of a row, change some fields and press save; returns the answer."""
    sent = filled_in(staff.get(form_of(row)))
    assert set(changes) <= set(sent) | {"is_featured"}, sorted(sent)
    return staff.post(form_of(row), {**sent, **changes})


def act(staff, row, action):
    """Choose a row in its list and apply an action."""
    chosen = {"action": action, "_selected_action": [str(row.pk)]}
    answer = staff.post(list_of(row._meta.model_name), chosen, follow=True)
    row.refresh_from_db()
    return answer


class TestLists:
    @pytest.mark.parametrize("screen", SCREENS)
    def test_staff_lists_and_searches(self, staff, screen):
        row = SCREENS[screen]()

        # The page repeats what was searched for: so not as it is written.
        found = staff.get(list_of(screen), {"q": str(row).lower()})
        missed = staff.get(list_of(screen), {"q": "nowhere at all"})

        assert str(row) in found.content.decode()
        assert str(row) not in missed.content.decode()

    @pytest.mark.parametrize("screen", SCREENS)
    def test_strangers_see_nothing(self, client, screen):
        assert client.get(list_of(screen)).status_code == 302

    def test_a_thousand_rows_take_few_queries(self, staff, django_assert_max_num_queries):
        AccommodationFactory(name="Lakeside")
        with connection.cursor() as cursor:
            cursor.execute(MANY)
        count_crowd("catalog_accommodation")

        for query in ({}, {"q": "Lakeside 999"}, {"kind__exact": "ROOM", "p": 5}):
            with django_assert_max_num_queries(15):
                answer = staff.get(list_of("accommodation"), query)
            assert answer.status_code == 200

    @pytest.mark.parametrize("screen", SCREENS)
    def test_forms_open(self, staff, screen):
        row = SCREENS[screen]()

        assert staff.get(form_of(row)).status_code == 200
        assert staff.get(reverse(f"admin:catalog_{screen}_add")).status_code == 200

    @pytest.mark.parametrize("screen", SCREENS)
    def test_nothing_is_ever_deleted(self, staff, screen):
        row = SCREENS[screen]()

        answer = staff.post(
            reverse(f"admin:catalog_{screen}_delete", args=[row.pk]), {"post": "yes"}
        )

        assert answer.status_code == 403
        assert type(row).objects.filter(pk=row.pk).exists()


class TestSellers:
    @pytest.mark.parametrize("screen", ["accommodation", "experience", "package"])
    def test_staff_of_one_seller_sees_its_things_alone(self, staff, settings, organisation, screen):
        settings.RIZ_STAFF_ACTOR = "tests.contexts.catalog.admin.one_seller.to_actor"
        own = SCREENS[screen](seller_id=organisation.id)
        foreign = SCREENS[screen]()

        listed = staff.get(list_of(screen)).content.decode()

        assert str(own.pk) in listed
        assert str(foreign.pk) not in listed
        assert staff.get(form_of(own)).status_code == 200
        assert staff.get(form_of(foreign)).status_code == 302


class TestChanging:
    @pytest.mark.parametrize("screen", SCREENS)
    def test_saving_what_is_there_changes_nothing(self, staff, screen):
        row = SCREENS[screen]()
        before = type(row).objects.values().get(pk=row.pk)

        answer = save(staff, row)

        assert answer.status_code == 302, answer.context["errors"]
        assert type(row).objects.values().get(pk=row.pk) == before
        assert heard() == []

    def test_a_price_in_rupees_is_stored_in_paise_and_told(self, staff):
        row = AccommodationFactory(amenities=[AmenityFactory()])

        save(staff, row, base_price="2100.50")

        row.refresh_from_db()
        assert (row.base_price_minor, row.version) == (210_050, 2)
        assert row.amenities.count() == 1
        assert heard() == ["catalog.accommodation.published.v1"]

    def test_a_fraction_of_a_paisa_is_refused_at_its_field(self, staff):
        row = AccommodationFactory()

        answer = save(staff, row, base_price="2100.505")

        assert "INR has 2 decimals." in answer.content.decode()
        row.refresh_from_db()
        assert row.version == 1

    def test_facts_that_contradict_each_other_are_refused_at_their_field(self, staff):
        row = AccommodationFactory()

        answer = save(staff, row, max_occupancy="1")

        assert "At least the guests of the base price fit in." in answer.content.decode()

    def test_opening_on_another_day_is_told(self, staff):
        row = ExperienceFactory(weekdays=[6])

        save(staff, row, **{"opening_hours-0-weekday": "7"})

        assert [hours.weekday for hours in row.opening_hours.all()] == [7]
        assert told().get().payload["open_weekdays"] == [7]

    def test_the_days_and_prices_of_a_package_are_stored_with_it(self, staff):
        lake = DestinationFactory(slug="lake")
        row = PackageFactory()

        save(
            staff,
            row,
            departure_weekdays=["1", "2"],
            **{"prices-0-price": "7000", "days-0-stops": "lake"},
        )

        assert row.prices.get().price_minor == 700_000
        assert row.days.get().stops.get().destination_id == lake.id
        assert told().get().payload["departure_weekdays"] == [1, 2]

    def test_start_times_are_written_as_people_do(self, staff):
        row = ExperienceFactory(weekdays=(6,))

        save(staff, row, start_times="16:30, 9:00", booking_cutoff_minutes="30")

        row.refresh_from_db()
        assert row.start_times == [dt.time(9), dt.time(16, 30)]
        assert 'value="09:00, 16:30"' in staff.get(form_of(row)).content.decode()
        assert told().get().payload["booking_cutoff_minutes"] == 30

    @pytest.mark.parametrize("typed", ["dawn", "25:00"])
    def test_start_times_that_are_none_are_refused_at_their_field(self, staff, typed):
        answer = save(staff, ExperienceFactory(), start_times=typed)

        assert "Enter a valid time." in answer.content.decode()

    def test_a_departure_has_its_time(self, staff):
        save(staff, PackageFactory(), departure_time="06:45")

        assert told().get().payload["departure_time"] == "06:45:00"

    def test_a_stop_that_is_nowhere_is_refused_at_its_field(self, staff):
        row = PackageFactory()

        answer = save(staff, row, **{"days-0-stops": "atlantis"})

        assert "There is no atlantis." in answer.content.decode()

    def test_what_the_use_case_refuses_is_shown_and_changes_nothing(self, staff):
        row = PackageFactory()

        answer = save(staff, row, duration_days="3")

        shown = [str(message) for message in staff.get(answer.url).context["messages"]]
        assert any("Describe each of the 3 days once." in message for message in shown)
        row.refresh_from_db()
        assert row.duration_days == 1

    def test_a_new_accommodation_is_registered_for_its_seller(self, staff, organisation):
        place = DestinationFactory()
        sent = {
            "seller_id": organisation.id,
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

        answer = staff.post(reverse("admin:catalog_accommodation_add"), sent)

        assert answer.status_code == 302, answer.context["errors"]
        assert models.Accommodation.objects.get().seller_id == organisation.id
        assert heard()[-1] == "catalog.accommodation.published.v1"

    def test_a_new_place_is_registered_where_it_belongs(self, staff):
        destination = DestinationFactory()
        sent = {
            "name": "Old market",
            "kind": "MARKET",
            "destination": destination.pk,
            "lon": "91.3",
        }

        refused = staff.post(reverse("admin:catalog_place_add"), {**sent, "lat": "90.5"})
        answer = staff.post(reverse("admin:catalog_place_add"), {**sent, "lat": "23.5"})

        assert "A latitude lies from -90 to 90." in refused.content.decode()
        assert answer.status_code == 302, answer.context["errors"]
        assert models.Place.objects.get().destination == destination
        assert heard() == ["catalog.place.registered.v1"]

    def test_a_seller_that_nobody_knows_is_refused(self, staff):
        answer = staff.post(
            reverse("admin:catalog_accommodation_add"),
            {"seller_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"},
        )

        assert "There is no such organisation." in answer.content.decode()


class TestActing:
    @pytest.mark.parametrize("screen", SCREENS)
    def test_things_are_withdrawn_and_reinstated(self, staff, screen):
        row = SCREENS[screen]()

        act(staff, row, "withdraw")
        assert not row.is_active
        act(staff, row, "reinstate")

        assert row.is_active
        assert len(heard()) == (0 if screen in {"amenity", "destination"} else 2)

    def test_a_destination_is_featured_and_no_longer(self, staff):
        row = DestinationFactory()

        act(staff, row, "feature")
        assert row.is_featured
        act(staff, row, "stop_featuring")

        assert not row.is_featured

    @pytest.mark.parametrize("factory", [DestinationFactory, PlaceFactory])
    def test_a_point_leads_to_the_map(self, staff, factory):
        row = factory(lat=23.5, lon=91.25)

        answer = staff.get(form_of(row)).content.decode()

        assert "openstreetmap.org/?mlat=23.5&mlon=91.25" in answer
