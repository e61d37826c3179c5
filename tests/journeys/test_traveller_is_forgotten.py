"""A traveller has their data, asks to be forgotten, and is: in every table of every context."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction

from contexts.booking.models import Booking, BookingVersion
from contexts.identity import models
from contexts.identity.errors import ErasureHindered
from contexts.identity.use_cases.erase_due_users import erase_due_users
from contexts.identity.use_cases.erase_user import erase_user
from contexts.payments.models import Receipt
from riz import clock, events
from riz.outbox.models import OutboxEvent
from tests.journeys.conftest import PASSWORD
from tests.support.api_client import ApiClient

# Whatever of Anita could be found; nobody else has any of it.
NAME, PHONE, DOCUMENT = "Quillaranthe Debbarma", "+913815557788", "Z7654321"
LATER = dt.timedelta(days=15)


@pytest.fixture
def me(anita):
    models.User.objects.filter(email=anita.email).update(
        full_name=NAME, phone=PHONE, email_verified_at=clock.now()
    )
    return models.User.objects.get(email=anita.email)


@pytest.fixture
def booking(anita, me, next_date, settle):
    """A paid booking with documents, called off and paid back."""
    experience = anita.get("/experiences", q="birding")["results"][0]
    made = anita.book(
        {
            "kind": "EXPERIENCE",
            "item_id": experience["id"],
            "start_date": str(next_date(6)),
            "adults": 1,
            "contact_name": NAME,
            "contact_email": anita.email,
            "contact_phone": PHONE,
            "customers": [
                {
                    "full_name": NAME,
                    "email": anita.email,
                    "phone": PHONE,
                    "id_kind": "PASSPORT",
                    "id_number": DOCUMENT,
                    "contacts": [{"kind": "EMERGENCY", "name": "Bikash", "phone": PHONE}],
                }
            ],
        },
    )
    anita.pay(made, "pm_sandbox_success")
    settle()
    return anita.get(f"/bookings/{made['id']}")


@pytest.fixture
def over(anita, booking, settle):
    """The same, called off: nothing is in the way of an erasure any more."""
    anita.try_put(
        f"/bookings/{booking['id']}/cancel",
        {"reason": f"{NAME} has a fever"},
        version=booking["version"],
    )
    settle()
    settle()
    return booking


@pytest.fixture
def a_full_account(anita, me, over, settle):
    """Everything that an account can hold."""
    profile = anita.api.get("/users/me/profile")
    wanted = {
        **{
            name: value
            for name, value in profile.json().items()
            if name not in ("user_id", "version")
        },
        "bio": f"I am {NAME}",
        "home_place": "Agartala",
        "emergency_contact": {"name": NAME, "phone": PHONE},
    }
    answer = anita.api.put("/users/me/profile", wanted, headers={"If-Match": profile["ETag"]})
    assert answer.status_code == 200, answer.content
    LogEntry.objects.create(
        user_id=me.id, object_id=str(me.id), object_repr=me.email, action_flag=2,
        change_message=f"Changed {NAME}",
    )  # fmt: skip
    models.LinkedLogin.objects.create(
        user=me, provider="x", subject="y", email=me.email, created_at=clock.now()
    )
    assert anita.api.delete("/auth/me").status_code == 202
    settle()


@pytest.mark.requirement("ASVS 5.0 14.2.4")
def test_has_everything_that_riz_knows(anita, me, over):
    job = anita.api.post("/auth/exports")
    state = anita.get(f"/auth/exports/{job.json()['id']}")
    content = anita.api.get(f"/auth/exports/{job.json()['id']}/content")

    assert job.status_code == 202
    assert state["state"] == "READY"
    assert content["Content-Disposition"].startswith("attachment")
    assert content["Cache-Control"] == "no-store"
    read = json.loads(content.content)
    assert set(read) >= {"identity", "booking", "payments", "inventory", "notifications"}
    assert read["identity"]["account"]["phone"] == PHONE
    assert read["booking"][0]["customers"][0]["full_name"] == NAME
    assert read["payments"]["receipts"][0]["payer_name"] == NAME
    assert any(NAME in message["text"] for message in read["notifications"])


def test_no_secret_is_in_an_export(anita, me, a_full_account):
    job = anita.api.post("/auth/exports").json()

    text = anita.api.get(f"/auth/exports/{job['id']}/content").content.decode()

    assert me.password not in text
    assert DOCUMENT not in text
    for token in models.RefreshToken.objects.all():
        assert token.hash not in text


def test_what_was_exported_is_sealed_at_rest(anita, me, over):
    anita.api.post("/auth/exports")

    assert NAME not in models.DataExport.objects.get().content_sealed
    assert models.DataExport.objects.get().content_sealed


def test_is_told_what_goes_and_what_stays(anita, me):
    answer = anita.api.delete("/auth/me")

    assert answer.status_code == 202
    assert set(answer.json()["stays"]) == {"booking", "payments"}
    assert anita.get("/auth/me/erasure")["due_at"] == answer.json()["due_at"]


def test_is_told_first_what_has_to_be_settled(anita, booking):
    answer = anita.api.delete("/auth/me")

    assert answer.status_code == 409
    assert any(booking["reference"] in one for one in answer.json()["hindrances"])
    assert not models.Erasure.objects.exists()


def test_may_sign_in_and_stay_until_the_last_day(anita, me):
    anita.api.delete("/auth/me")

    signed_in = ApiClient().post("/auth/login", {"email": anita.email, "password": PASSWORD})
    cancelled = anita.api.delete("/auth/me/erasure")

    assert signed_in.status_code == 200
    assert cancelled.status_code == 204
    assert erase_due_users(at=clock.now() + LATER) == 0
    assert anita.api.get("/auth/me").status_code == 200


@pytest.mark.requirement("ASVS 5.0 14.2.7")
def test_nothing_is_left_of_them_anywhere(anita, me, a_full_account, settle):
    assert found_in_database(me.email, NAME, PHONE) != []

    assert erase_due_users(at=clock.now() + LATER) == 1
    settle()
    erase_due_users(at=clock.now() + LATER)

    assert found_in_database(me.email, NAME, PHONE, "Quillaranthe") == []
    assert not models.Erasure.objects.exclude(person_sealed="").exists()


def test_the_address_signs_in_like_nobodys_and_may_register_again(
    anita, me, a_full_account, settle
):
    erase_due_users(at=clock.now() + LATER)
    settle()

    old = ApiClient().post("/auth/login", {"email": me.email, "password": PASSWORD})
    nobody = ApiClient().post("/auth/login", {"email": "nobody@riz.example", "password": PASSWORD})
    assert (old.status_code, old.json()["code"]) == (nobody.status_code, nobody.json()["code"])
    assert anita.api.get("/auth/me").status_code == 401
    ApiClient().post(
        "/auth/register", {"email": me.email, "password": PASSWORD, "full_name": "Somebody"}
    )
    assert models.User.objects.filter(email=me.email).exclude(id=me.id).exists()


def test_what_tax_law_wants_stays(anita, me, a_full_account, settle, over):
    before = Receipt.objects.values("number", "amount_minor", "tax_lines").get()
    erase_due_users(at=clock.now() + LATER)
    settle()

    assert Receipt.objects.values("number", "amount_minor", "tax_lines").get() == before
    assert Booking.objects.get().paid_minor == over["total"]["amount_minor"]
    assert BookingVersion.objects.count() >= 3


def test_answers_twice_like_once(anita, me, a_full_account, settle):
    erase_due_users(at=clock.now() + LATER)
    settle()
    before = dump()
    OutboxEvent.objects.filter(name="identity.user.erased.v1").get().deliveries.update(
        state="PENDING", finished_at=None
    )
    settle()

    assert erase_user(user_id=me.id, at=clock.now()) == {}
    assert dump() == before


def test_history_is_append_only_for_everybody_else(over):
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingVersion.objects.update(created_by="x")


def test_who_is_hindered_meanwhile_waits_a_day(anita, me, monkeypatch):
    anita.api.delete("/auth/me")
    organisation = models.Organisation.objects.create(
        slug="own", name="Own", kind="OPERATOR", contact_email=me.email
    )
    at = clock.now() + LATER

    assert erase_due_users(at=at) == 0
    waiting = models.Erasure.objects.get()
    assert "Own" in waiting.refused_because
    with pytest.raises(ErasureHindered):
        erase_user(user_id=me.id, at=at)
    organisation.delete()
    assert erase_due_users(at=at + dt.timedelta(days=1)) == 1


def test_no_event_tells_who_somebody_is(anita, me, a_full_account, settle):
    names = {"email", "full_name", "name", "phone", "contact", "address", "recipient", "token"}

    fields = {
        (name, field)
        for name, event in events.all_events().items()
        if event.__module__.startswith("contexts.")
        for field in (each.name for each in dataclasses.fields(event))
        if field in names
    }

    assert fields == set()
    for event in OutboxEvent.objects.all():
        assert not any(fact in json.dumps(event.payload) for fact in (me.email, NAME, PHONE))


def found_in_database(*facts):
    """Return table and column of everything in the database that holds one of these texts."""
    found = []
    for table, rows in dump().items():
        found += [(table, fact) for fact in facts for row in rows if fact.lower() in row.lower()]
    return found


def dump():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows[table] = sorted(text for (text,) in cursor.fetchall())
    return {
        table: texts
        for table, texts in rows.items()
        if table not in {"outbox_delivery", "django_migrations"}
    }


def test_a_dump_finds_what_is_there(me):
    assert ("identity_user", NAME) in found_in_database(NAME)
    assert UUID(str(me.id))
