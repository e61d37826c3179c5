"""The staff screen of places."""

import pytest
from django.test import Client
from django.urls import reverse

from contexts.identity.contracts import Role
from contexts.identity.models import User
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.transport.contracts import PlaceFacts, PlaceKind, StopPlace
from contexts.transport.models import Place, PlaceSource
from contexts.transport.queries.places import place_of
from contexts.transport.use_cases.load_places import load_places
from contexts.transport.use_cases.place_stops import place_stops
from contexts.transport.use_cases.revise_place import revise_place
from riz.actor import SYSTEM, Actor
from riz.errors import Forbidden
from riz.ids import new_id

pytestmark = pytest.mark.django_db

LIST = "admin:transport_place_changelist"
AMBASSA = PlaceFacts(
    kind=PlaceKind.CITY,
    name="Ambassa",
    other_names=("Āmbāsa",),
    latitude=23.936,
    longitude=91.854,
    time_zone="Asia/Kolkata",
    country="IN",
    region="Tripura",
    importance=16_285,
)
TYPED = {
    "kind": "sight",
    "name": "Kalapania",
    "other_names": "Kalapania Park\r\n\r\nকালাপানিয়া",
    "code": "",
    "latitude": "23.134",
    "longitude": "91.606",
    "time_zone": "Asia/Kolkata",
    "country": "in",
    "region": "Tripura",
    "importance": "20",
    "radius_m": "600",
}


@pytest.fixture
def staff(at):
    user_id = register_user(
        is_verified=True,
        email="staff@riz.example",
        password="three rivers and a lake",
        full_name="Bikram Reang",
        at=at,
    )
    grant_role(user_id=user_id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=at)
    client = Client()
    client.force_login(User.objects.get(id=user_id))
    return client


@pytest.fixture
def ambassa():
    load_places(source=PlaceSource.GEONAMES, places={"1": AMBASSA})
    return Place.objects.get()


def form_of(row):
    return reverse("admin:transport_place_change", args=[row.pk])


def test_places_are_listed_and_found_by_any_of_their_names(staff, ambassa):
    load_places(source=PlaceSource.SIGHTS, places={"x": AMBASSA.__class__(**{**_plain(AMBASSA), "name": "Pilak", "other_names": ()})})  # fmt: skip
    assert {row.name for row in staff.get(reverse(LIST)).context["cl"].result_list} == {
        "Ambassa",
        "Pilak",
    }
    for text in ("ambas", "AMBASA", "Āmbāsa"):
        found = staff.get(reverse(LIST), {"q": text}).context["cl"].result_list
        assert [row.name for row in found] == ["Ambassa"]
    assert staff.get(reverse(LIST), {"q": "%' OR 1=1 --"}).status_code == 200


def _plain(facts):
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def test_a_place_is_registered_and_then_found_by_travellers(staff):
    answer = staff.post(reverse("admin:transport_place_add"), TYPED)
    assert answer.status_code == 302, answer.context["errors"]
    found = place_of(text="kalapania park")
    assert (found.name, found.kind, found.country) == ("Kalapania", PlaceKind.SIGHT, "IN")
    assert place_of(text="কালাপানিয়া, India").name == "Kalapania"


def test_an_edited_place_is_not_overwritten_by_the_next_load(staff, ambassa):
    answer = staff.post(form_of(ambassa), {**TYPED, "name": "Ambassa Town", "kind": "city"})
    assert answer.status_code == 302
    load_places(source=PlaceSource.GEONAMES, places={"1": AMBASSA})
    ambassa.refresh_from_db()
    assert (ambassa.name, ambassa.search_name) == ("Ambassa Town", "ambassa town")


def test_saving_what_is_there_changes_nothing(staff, ambassa):
    form = staff.get(form_of(ambassa)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    assert staff.post(form_of(ambassa), sent).status_code == 302
    ambassa.refresh_from_db()
    assert ambassa.edited_at is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("latitude", "91", "A latitude lies from"),
        ("longitude", "-181", "A longitude lies from"),
        ("time_zone", "Mars/Base", "no IANA time zone"),
        ("name", "???", "A name has letters"),
    ],
)
def test_what_cannot_be_is_refused_and_told(staff, ambassa, field, value, said):
    answer = staff.post(form_of(ambassa), {**TYPED, field: value}, follow=True)
    assert said in answer.content.decode()
    ambassa.refresh_from_db()
    assert ambassa.name == "Ambassa"


def test_a_stop_can_be_looked_at_and_is_described_by_its_feed(staff):
    stop = StopPlace(stop_id="1", name="Halt", latitude=1, longitude=2, time_zone="UTC")
    place_stops(version_id=new_id(), stops=[stop])
    row = Place.objects.get()
    assert staff.get(form_of(row)).status_code == 200
    assert staff.post(form_of(row), TYPED).status_code == 403


def test_nobody_else_changes_a_place(ambassa, at):
    with pytest.raises(Forbidden):
        revise_place(
            place_id=ambassa.id,
            facts=AMBASSA,
            actor=Actor(id=new_id(), kind="traveller"),
            at=at,
        )


def test_the_list_costs_as_many_queries_for_many_places_as_for_one(
    staff, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(40) as seen:
            assert staff.get(reverse(LIST)).status_code == 200
        return len(seen)

    def fill(count):
        stops = (
            StopPlace(stop_id=str(n), name=f"Halt {n}", latitude=1, longitude=2, time_zone="UTC")
            for n in range(count)
        )
        place_stops(version_id=new_id(), stops=stops)

    fill(1)
    queries()
    few = queries()
    fill(100)
    assert queries() == few
