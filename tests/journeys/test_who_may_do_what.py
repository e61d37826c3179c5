"""Every endpoint, every kind of caller: the table in authorisation.yaml is what the running resolver does."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
import yaml
from django.db import transaction
from django.urls import URLPattern, get_resolver

from contexts.identity import api as identity
from contexts.identity.contracts import AssetKind, OrganisationKind, Role
from contexts.identity.parts.federation.contracts import Arrival
from contexts.identity.parts.federation.use_cases.issue_code import Asked, SignedIn, issue_code
from contexts.identity.parts.federation.use_cases.link_login import link_login
from contexts.identity.parts.federation.use_cases.register_application import (
    register_application,
)
from contexts.identity.parts.organisations.contracts import OrganisationFacts
from contexts.identity.parts.organisations.use_cases.assign_asset import assign_asset
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.invite_member import invite_member
from contexts.identity.parts.organisations.use_cases.make_organisation import make_organisation
from contexts.identity.parts.partners.use_cases.create_partner import create_partner
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from contexts.identity.parts.roles.use_cases.create_role import create_role
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.support.authenticator import Authenticator
from tests.support.checksums import checksums

TABLE = yaml.safe_load(Path(__file__).with_name("authorisation.yaml").read_text())
CALLERS = ("nobody", "stranger", "owner", "staff", "foreign", "admin")
PLACEHOLDER = re.compile(r"<[a-z]+:(\w+)>")
ROLE = {"name": "Guides", "permissions": ["booking.read_any"]}
DENIED = {401, 403, 404}
REMEMBERED = frozenset({"rest_idempotencykey", "identity_securityevent", "identity_session"})


def endpoints(patterns=None, prefix=""):
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from endpoints(entry.url_patterns, path)
        elif path.startswith("api/v1/"):
            view = entry.callback.view_class
            for method in ("get", "post", "put", "patch", "delete"):
                if hasattr(view, method):
                    yield f"{method.upper()} {PLACEHOLDER.sub('{}', path.removeprefix('api/v1'))}"


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    rows = {re.sub(r"\{\w+\}", "{}", row) for row in TABLE}

    assert rows == set(endpoints())


@pytest.fixture
def things(anita, traveller, next_date, settle):
    """A paid booking of the owner's, a hold of theirs, and what they refer to."""
    stay = anita.get("/accommodations")["results"][0]
    experience = anita.get("/experiences", q="birding")["results"][0]
    booking = anita.post(
        "/bookings",
        {
            "kind": "EXPERIENCE",
            "item_id": experience["id"],
            "start_date": str(next_date(6)),
            "adults": 1,
        },
    )
    intent = anita.pay(booking, "pm_sandbox_success")
    settle()
    line = {
        "resource_id": stay["id"],
        "first_date": str(next_date(1)),
        "end_date": str(next_date(2)),
        "quantity": 1,
    }
    return SimpleNamespace(
        booking=anita.get(f"/bookings/{booking['id']}"),
        hold=anita.post("/inventory/holds", {"lines": [line]}),
        intent=intent,
        payable={"id": booking["payable_id"]},
        destination=anita.get("/destinations")["results"][0],
        accommodation=stay,
        experience=experience,
        package=anita.get("/packages")["results"][0],
        session=anita.get("/auth/sessions")["results"][0],
        passkey=passkey_of(anita),
        owner={"id": anita.get("/auth/me")["id"]},
        export=anita.post("/auth/exports", {}, status=202),
        role={"id": create_role(**ROLE, actor=SYSTEM, at=clock.now()).code},
        **people_of_the_seller(traveller()),
        **a_partner(),
        **what_is_allowed_by(anita),
    )


def people_of_the_seller(clerk):
    """The seller's organisation with a member, somebody who is asked to join, and a thing in the member's care."""
    by = {"actor": SYSTEM, "at": clock.now()}
    organisation = identity.ensure_organisation(
        slug="tripura-tourism", name="Tripura Tourism", at=clock.now()
    )
    member_id = UUID(clerk.get("/auth/me")["id"])
    where = {"organisation_id": organisation.id}
    grant_role(user_id=member_id, role=Role.SELLER_STAFF, **where, **by)
    invitation = invite_member(email="guest@example.com", roles=[], **where, **by)
    assignment = assign_asset(
        user_id=member_id, kind=AssetKind.PACKAGE, asset_id=new_id(), **where, **by
    )
    return {
        "organisation": {"id": str(organisation.id)},
        "member": {"id": str(member_id)},
        "invitation": {"id": str(invitation.id)},
        "assignment": {"id": str(assignment.id)},
    }


def a_partner():
    """An API partner with a credential."""
    by = {"actor": SYSTEM, "at": clock.now()}
    organisation = make_organisation(
        kind=OrganisationKind.PARTNER, facts=OrganisationFacts(name="Himalaya"), **by
    )
    partner = create_partner(
        organisation_id=organisation.id,
        name="Himalaya",
        domain="himalaya.example",
        contact_email="api@himalaya.example",
        scopes=("bookings:read",),
        **by,
    )
    issued = issue_credential(partner_id=partner.id, scopes=("bookings:read",), **by)
    return {"partner": {"id": str(partner.id)}, "credential": {"id": str(issued.credential.id)}}


def what_is_allowed_by(somebody):
    """An application that somebody lets act for them, and a login with another provider that opens their account."""
    by = {"at": clock.now()}
    user_id = UUID(somebody.get("/auth/me")["id"])
    application = register_application(
        name="Trip Helper",
        redirect_uris=("https://app.example/callback",),
        scopes=("openid",),
        is_confidential=True,
        actor=SYSTEM,
        **by,
    )
    asked = Asked(
        client_id=application.client_id,
        redirect_uri="https://app.example/callback",
        scopes=frozenset({"openid"}),
        challenge="x" * 43,
    )
    person = SignedIn(user_id=user_id, authenticated_at=clock.now())
    issue_code(code="a code", asked=asked, person=person, **by)
    arrival = Arrival(
        provider="google",
        subject="7",
        email="",
        email_is_verified=False,
        full_name="",
        locale="",
        user_id=None,
        links_to=user_id,
    )
    login = link_login(arrival=arrival, user_id=user_id, **by)
    return {
        "application": {"id": str(application.id)},
        "login": {"id": str(login.id)},
        "provider": {"id": str(new_id())},  # there is none
    }


def passkey_of(somebody):
    options = somebody.post("/auth/passkeys/registration-options", {}, status=200)["public_key"]
    made = {"name": "Phone", "credential": Authenticator().create(options)}
    return somebody.post("/auth/passkeys", made)["passkey"]


@pytest.fixture
def callers(anita, traveller, portal):
    def made(role=None, organisation=None):
        caller = traveller()
        if role:
            user_id = UUID(caller.get("/auth/me")["id"])
            grant_role(
                user_id=user_id,
                role=role,
                organisation_id=organisation.id if organisation else None,
                actor=SYSTEM,
                at=clock.now(),
            )
        return caller

    def seller(slug):
        return identity.ensure_organisation(slug=slug, name=slug, at=clock.now())

    nobody = traveller()
    nobody.api.sign_out()
    return {
        "nobody": nobody,
        "stranger": made(),
        "owner": anita,
        "staff": made(Role.PORTAL_STAFF, seller("tripura-tourism")),
        "foreign": made(Role.PORTAL_STAFF, seller("another-seller")),
        "admin": made(Role.PORTAL_ADMIN),
    }


def send(caller, row, things):
    method, path = row.split(" ")
    path = re.sub(r"\{(\w+)\}", lambda found: getattr(things, found[1])["id"], path)
    bodies = {
        "POST /payments/intent": {"payable_id": things.payable["id"]},
        "POST /payments/confirm": {
            "intent_id": things.intent["id"],
            "payment_method": "pm_sandbox_success",
        },
        "PUT /bookings/{booking}/cancel": {"reason": "asked for"},
        "PATCH /auth/passkeys/{passkey}": {"name": "My phone"},
        "PUT /roles/{role}": ROLE,
        "PUT /organisations/{organisation}/members/{member}": {"roles": ["SELLER_MANAGER"]},
        "POST /partners": {
            "organisation_id": things.organisation["id"],
            "name": "Himalaya",
            "domain": "himalaya.example",
            "contact_email": "api@himalaya.example",
        },
        "POST /partners/{partner}/suspend": {"reason": "resold"},
        "POST /partners/{partner}/resume": {"reason": "sorry"},
        "POST /partners/{partner}/credentials": {"scopes": ["bookings:read"]},
        "POST /organisations/{organisation}/ownership": {"user_id": things.member["id"]},
        "POST /organisations/{organisation}/invitations": {"email": "b@example.com", "roles": []},
        "POST /organisations/{organisation}/assignments": {
            "user_id": things.member["id"],
            "kind": "PACKAGE",
            "asset_id": things.package["id"],
        },
    }
    headers = {
        "Idempotency-Key": str(new_id()),
        "If-Match": f'"{things.booking["version"]}"',
    }
    if method == "GET":
        return caller.api.get(path)
    return getattr(caller.api, method.lower())(path, bodies.get(row, {}), headers=headers)


@pytest.mark.timeout(400)
def test_every_caller_gets_the_answer_of_the_table(callers, things):
    before = checksums(leaving_out=REMEMBERED)
    wrong, changed = [], []
    for row, expected in TABLE.items():
        for name, status in zip(CALLERS, expected, strict=True):
            with transaction.atomic():
                answer = send(callers[name], row, things)
                if answer.status_code in DENIED and checksums(leaving_out=REMEMBERED) != before:
                    changed.append(f"{row} as {name}")
                transaction.set_rollback(True)
            if answer.status_code != status:
                wrong.append(f"{row} as {name}: {answer.status_code}, not {status}")

    assert not wrong, "\n".join(wrong)
    assert changed == []


def test_a_foreign_thing_looks_like_one_that_is_not_there(callers, things):
    absent = SimpleNamespace(
        **{name: {**value, "id": str(new_id())} for name, value in vars(things).items()}
    )
    differing = []
    for row, expected in TABLE.items():
        if expected[1] != 404:
            continue
        with transaction.atomic():
            theirs = send(callers["stranger"], row, things)
            transaction.set_rollback(True)
        with transaction.atomic():
            nothing = send(callers["stranger"], row, absent)
            transaction.set_rollback(True)
        if shape(theirs) != shape(nothing):
            differing.append(row)

    assert differing == []


def shape(answer):
    """The answer without the address and the ids that it repeats."""
    said = answer.content.decode().replace(answer.wsgi_request.path, "")
    return answer.status_code, re.sub(r"[0-9a-f-]{36}", "", said)
