"""Every endpoint, called by partners' programs: what a scope opens is open, everything else is closed, nothing is another's."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from contexts.booking import models as booking
from contexts.identity.contracts import OrganisationKind
from contexts.identity.parts.organisations.contracts import OrganisationFacts
from contexts.identity.parts.organisations.use_cases.make_organisation import make_organisation
from contexts.identity.parts.partners.domain.scopes import partner_scopes
from contexts.identity.parts.partners.use_cases.create_partner import create_partner
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.rest.permissions import is_public
from riz.rest.views import ApiView
from tests.journeys.conftest import as_order, booking_of
from tests.support.api_client import ApiClient

PLACEHOLDER = re.compile(r"<(\w+):(\w+)>")
CONTACT = {"contact_name": "Anita Debbarma", "contact_email": "anita@himalaya.example"}
METHODS = ("get", "post", "put", "patch", "delete")


def operations(patterns=None, prefix=""):
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from operations(entry.url_patterns, path)
            continue
        view = getattr(entry.callback, "view_class", None)
        if path.startswith("api/v1/") and view is not None and issubclass(view, ApiView):
            for method in METHODS:
                if hasattr(view, method):
                    yield method, path.removeprefix("api/v1"), view


def needed(method, view):
    return view.scope_for(method.upper())


OPEN = {
    (method, path)
    for method, path, view in operations()
    if is_public(view, method.upper()) or not view.authentication_classes
}
SCOPED = {
    (method, path): needed(method, view)
    for method, path, view in operations()
    if (method, path) not in OPEN and needed(method, view)
}
CLOSED = {(method, path) for method, path, _ in operations()} - OPEN - SCOPED.keys()


class Program:
    """A partner with a key for each scope, one for all of them, and what it booked."""

    def __init__(self, name):
        by = {"actor": SYSTEM, "at": clock.now()}
        organisation = make_organisation(
            kind=OrganisationKind.PARTNER, facts=OrganisationFacts(name=name), **by
        )
        self.partner = create_partner(
            organisation_id=organisation.id,
            name=name,
            domain=f"{name}.example",
            contact_email=f"api@{name}.example",
            rate_limit_per_minute=60_000,
            scopes=partner_scopes(),
            **by,
        )
        self.all_scopes = self.showing(partner_scopes())

    def showing(self, scopes):
        issued = issue_credential(
            partner_id=self.partner.id, scopes=scopes, actor=SYSTEM, at=clock.now()
        )
        client = ApiClient()
        client.headers["Authorization"] = f"Bearer {issued.key}"
        return client


@pytest.fixture
def program(portal):
    return Program("himalaya")


# What has to be well-formed before anybody looks whose it is.
_CHANGE = {"items": [{"kind": "PACKAGE", "item_id": str(new_id()), "start_date": "2030-01-01"}]}
BODIES = {"modify": _CHANGE, "modification-quote": _CHANGE}


def send(client, method, path, ids=None):
    filled = PLACEHOLDER.sub(lambda found: (ids or {}).get(found[2], str(new_id())), path)
    headers = {"Idempotency-Key": str(new_id()), "If-Match": '"1"'}
    if method == "get":
        return client.get(filled)
    return getattr(client, method)(filled, BODIES.get(path.rpartition("/")[2], {}), headers=headers)


def is_closed(answer):
    return answer.status_code == 403 and answer.json()["code"] == "request.scope_missing"


def test_programs_have_somewhere_to_go_and_somewhere_not_to():
    assert len(SCOPED) >= 12
    assert len(CLOSED) > 40
    assert ("get", "/partners") in CLOSED
    assert ("post", "/auth/logout") in CLOSED | OPEN


@pytest.mark.requirement("ASVS 5.0 8.2.1")
def test_every_scope_together_opens_nothing_that_names_none(program):
    open_wrongly = []
    for method, path in sorted(CLOSED):
        with transaction.atomic():
            if not is_closed(send(program.all_scopes, method, path)):
                open_wrongly.append(f"{method} {path}")
            transaction.set_rollback(True)

    assert open_wrongly == []


@pytest.mark.requirement("ASVS 5.0 8.2.1")
def test_each_endpoint_is_open_to_its_own_scope_alone(program):
    wrong = []
    for scope in sorted(set(SCOPED.values()) & set(partner_scopes())):
        client = Program(scope.replace(":", "-")).showing((scope,))
        for (method, path), wanted in sorted(SCOPED.items()):
            with transaction.atomic():
                if is_closed(send(client, method, path)) == (wanted == scope):
                    wrong.append(f"{method} {path} with {scope}")
                transaction.set_rollback(True)

    assert wrong == []


@pytest.fixture
def booked(program, anita, next_date):
    """A booking of the program's, and a hold."""
    client = program.all_scopes
    experience = anita.get("/experiences", q="birding")["results"][0]
    stay = anita.get("/accommodations")["results"][0]
    wish = {
        "kind": "EXPERIENCE",
        "item_id": experience["id"],
        "start_date": str(next_date(6)),
        "adults": 1,
        **CONTACT,
    }
    line = {
        "resource_id": stay["id"],
        "first_date": str(next_date(1)),
        "end_date": str(next_date(2)),
        "quantity": 1,
    }
    answers = [
        client.post(path, body, headers={"Idempotency-Key": str(new_id())})
        for path, body in (("/bookings", as_order(wish)), ("/inventory/holds", {"lines": [line]}))
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    order, hold = (answer.json() for answer in answers)
    booking = booking_of(order)
    return {
        "booking_id": booking["id"],
        "order_id": order["id"],
        "hold_id": hold["id"],
        "payable_id": booking["payable_id"],
    }


def test_what_one_credential_made_another_of_the_same_partner_reads(program, booked):
    second = program.showing(partner_scopes())

    for path in (f"/bookings/{booked['booking_id']}", f"/inventory/holds/{booked['hold_id']}"):
        assert second.get(path).status_code == 200
    assert len(second.get("/bookings").json()["results"]) == 1


@pytest.mark.requirement("ASVS 5.0 8.2.2")
def test_what_one_partner_made_is_nothing_to_another(program, booked, anita):
    competitor = Program("karakoram").all_scopes
    reached = []
    for method, path in sorted(SCOPED):
        if not any(f":{name}>" in path for name in booked):
            continue
        for who, client in (("competitor", competitor), ("person", anita.api)):
            with transaction.atomic():
                answer = send(client, method, path, booked)
                transaction.set_rollback(True)
            if answer.status_code != 404:
                reached.append(f"{method} {path} as {who}: {answer.status_code}")

    assert reached == []
    assert competitor.get("/bookings").json()["results"] == []


def test_a_program_says_whom_to_write_to(program, booked, anita, next_date):
    experience = anita.get("/experiences", q="birding")["results"][0]
    wish = {"kind": "EXPERIENCE", "item_id": experience["id"], "start_date": str(next_date(6))}

    answer = program.all_scopes.post(
        "/bookings", as_order({**wish, "adults": 1}), headers={"Idempotency-Key": str(new_id())}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "booking.contact_required")
    assert set(answer.json()["errors"]) == {"contact_name", "contact_email"}
    row = booking.Booking.objects.get(id=booked["booking_id"])
    assert (row.order.source, row.order.contact_email) == ("API", "anita@himalaya.example")


def test_the_same_key_of_two_partners_makes_two_bookings(program, anita, next_date):
    experience = anita.get("/experiences", q="birding")["results"][0]
    wish = {
        "kind": "EXPERIENCE",
        "item_id": experience["id"],
        "start_date": str(next_date(6)),
        "adults": 1,
        **CONTACT,
    }
    competitor = Program("karakoram").all_scopes
    key = {"Idempotency-Key": str(new_id())}

    references = [
        client.post("/bookings", as_order(wish), headers=key).json()["reference"]
        for client in (
            program.all_scopes,
            program.all_scopes,
            program.showing(partner_scopes()),
            competitor,
        )
    ]

    assert len(set(references[:3])) == 1
    assert references[3] not in references[:3]
