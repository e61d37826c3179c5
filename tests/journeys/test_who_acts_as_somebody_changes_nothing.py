"""Every endpoint, called by staff who act as a person: they read what the person may read, and change nothing."""

from __future__ import annotations

import httpx
import pytest

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.accounts.contracts import MailLinkKind
from contexts.identity.parts.organisations.contracts import OrganisationFacts
from contexts.identity.parts.organisations.use_cases.accept_invitation import accept_invitation
from contexts.identity.parts.organisations.use_cases.decline_invitation import decline_invitation
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.invite_member import invite_member
from contexts.identity.parts.organisations.use_cases.make_organisation import make_organisation
from contexts.identity.parts.organisations.use_cases.remove_member import remove_member
from contexts.identity.parts.sessions import queries as sessions
from riz import clock, link_tokens
from riz.actor import SYSTEM
from riz.errors import InPersonOnly
from riz.policies import readable
from tests.journeys.test_what_programs_may_do import operations, send
from tests.support.api_client import ApiClient
from tests.support.checksums import checksums

READING = {"get"}
# What may be called all the same, and why.
STATED = {
    ("delete", "/auth/impersonations/current"): "stops acting",
    ("post", "/auth/logout"): "stops acting",
    ("post", "/auth/socket-tickets"): "opens a socket to look at, which ends with the acting",
    ("post", "/transport/multi-leg"): "asks a question that is too long for an address",
}
# What the person alone reads, who has just shown who they are.
PERSONS_OWN = {"/auth/exports/<uuid:export_id>", "/auth/exports/<uuid:export_id>/content"}
UNSAFE = {
    (method, path)
    for method, path, view in operations()
    if method not in READING and view.authentication_classes
}
PLACES = {(method, path) for method, path, view in operations() if method in READING}


@pytest.fixture
def person(traveller):
    """Somebody who owns an operator."""
    who = traveller()
    who.id = models.User.objects.get(email=who.email).id
    made = who.post("/organisations", {"kind": "OPERATOR", "name": "Rudrasagar Boats"})
    who.organisation = models.Organisation.objects.get(id=made["id"])
    return who


@pytest.fixture
def acting(person, traveller):
    """A client of an administrator who acts as the person, begun over HTTP."""
    staff = traveller()
    staff.id = models.User.objects.get(email=staff.email).id
    grant_role(user_id=staff.id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=clock.now())
    begun = staff.post("/auth/impersonations", {"user_id": person.id, "reason": "Ticket 4711"})
    client = ApiClient()
    client.headers["Authorization"] = f"Bearer {begun['access_token']}"
    return client


def is_refused(answer):
    return answer.status_code == 403 and answer.json()["code"] == InPersonOnly.code


def test_what_is_tried_is_the_whole_api():
    assert len(UNSAFE) > 50
    assert STATED.keys() <= UNSAFE
    for sample in (
        ("post", "/invitations/accept"),
        ("post", "/invitations/decline"),
        ("post", "/organisations"),
        ("post", "/bookings"),
        ("post", "/inventory/holds"),
        ("post", "/payments/intent"),
        ("post", "/auth/exports"),
        ("delete", "/auth/applications/<uuid:application_id>"),
        ("post", "/partners/<uuid:partner_id>/credentials"),
    ):
        assert sample in UNSAFE


@pytest.mark.requirement("ASVS 5.0 7.5.1")
def test_nothing_is_changed_but_what_is_stated(acting, person):
    before = checksums()
    open_wrongly = [
        f"{method} {path}"
        for method, path in sorted(UNSAFE - STATED.keys())
        if not is_refused(send(acting, method, path))
    ]

    assert open_wrongly == []
    assert checksums() == before


@pytest.mark.requirement("ASVS 5.0 7.5.1")
def test_a_real_server_says_so_too(portal, acting, person):
    place = f"{portal.url}/api/v1/organisations"

    answers = [
        httpx.get(place, headers=acting.headers),
        httpx.post(place, json={"kind": "OPERATOR", "name": "Boats"}, headers=acting.headers),
        httpx.post(
            f"{place}/{person.organisation.id}/invitations",
            json={"email": "friend@riz.example", "roles": []},
            headers=acting.headers,
        ),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert {answer.json()["code"] for answer in answers[1:]} == {InPersonOnly.code}


def test_what_is_stated_is_open(acting, person):
    # What stops acting comes last.
    answers = {
        one: send(acting, *one) for one in sorted(STATED, key=lambda one: "stops" in STATED[one])
    }

    assert [one for one, answer in answers.items() if is_refused(answer)] == []
    assert answers["post", "/auth/socket-tickets"].status_code == 201


def test_everything_that_the_person_reads_is_read(acting, person):
    organisation = {"organisation_id": str(person.organisation.id)}
    differing = []
    for method, path in sorted(PLACES):
        theirs, as_them = (
            send(client, method, path, organisation) for client in (person.api, acting)
        )
        if path not in PERSONS_OWN and theirs.status_code != as_them.status_code:
            differing.append(f"{path}: {theirs.status_code}, {as_them.status_code} while acting")

    assert differing == []
    invitations = acting.get(f"/organisations/{person.organisation.id}/invitations")
    assert invitations.status_code == 200


def test_few_policies_say_why_and_none_that_binds_anybody():
    assert {one.action for one in readable() if one.while_acting} == {"sessions.session.end"}
    assert not {one.action for one in readable() if one.reads and one.while_acting}


def test_use_cases_refuse_by_themselves_whichever_door_leads_to_them(acting, person, at):
    """What no policy of a thing is asked about: answering an invitation, leaving."""
    other = make_organisation(
        kind=OrganisationKind.SELLER, facts=OrganisationFacts(name="Hotel"), actor=SYSTEM, at=at
    )
    invite_member(
        organisation_id=other.id, email=person.email, roles=[], actor=SYSTEM, at=clock.now()
    )
    link = models.MailLink.objects.get(kind=MailLinkKind.INVITATION)
    token = link_tokens.make(purpose=link.kind, row_id=link.id, nonce=bytes(link.nonce))
    shown = acting.headers["Authorization"].removeprefix("Bearer ")
    actor, _ = sessions.recognise_caller(access_token=shown, at=clock.now())
    before = checksums()

    for act in (
        lambda: accept_invitation(actor=actor, token=token, at=clock.now()),
        lambda: decline_invitation(actor=actor, token=token, at=clock.now()),
        lambda: remove_member(
            organisation_id=person.organisation.id,
            user_id=person.id,
            actor=actor,
            at=clock.now(),
        ),
    ):
        with pytest.raises(InPersonOnly):
            act()

    assert checksums() == before


class TestWhatThePersonReads:
    """The person's own activity says who acted and why."""

    def entry(self, person):
        found = person.get("/auth/activity")["results"]
        return next(each for each in found if each["action"] == "impersonation_started")

    def test_who_and_why(self, acting, person):
        models.User.objects.filter(role_grants__role=Role.PORTAL_ADMIN).update(
            full_name="Rina Chakma"
        )

        entry = self.entry(person)

        assert (entry["by"], entry["by_name"], entry["reason"]) == (
            "staff", "Rina Chakma", "Ticket 4711",
        )  # fmt: skip

    def test_that_it_was_stopped_and_by_whom(self, acting, person):
        acting.delete("/auth/impersonations/current")

        ended = person.get("/auth/activity")["results"][0]

        assert (ended["action"], ended["by"]) == ("session_ended", "staff")
        assert ended["by_name"] == "Anita Debbarma"
        assert ended["reason"] is None

    def test_no_name_where_there_is_none(self, acting, person):
        models.User.objects.filter(role_grants__role=Role.PORTAL_ADMIN).update(full_name="")

        entry = self.entry(person)

        assert (entry["by"], entry["by_name"], entry["reason"]) == ("staff", None, "Ticket 4711")

    def test_nobody_is_named_for_what_people_did_themselves(self, acting, person):
        own = [
            each
            for each in person.get("/auth/activity")["results"]
            if each["action"] != "impersonation_started"
        ]

        assert own
        assert {(each["by_name"], each["reason"]) for each in own} == {(None, None)}
