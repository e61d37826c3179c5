"""Every endpoint, every kind of caller: the tables in authorisation.yaml are what the running resolver does."""

from __future__ import annotations

import re
from dataclasses import asdict
from json import dumps
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode
from uuid import UUID

import pytest
import yaml
from django.db import transaction
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from contexts.catalog.parts.places.use_cases.register_place import register_place
from contexts.identity import api as identity
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.federation.contracts import ExternalIdentity
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
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from contexts.identity.parts.partners.use_cases.create_partner import create_partner
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from contexts.identity.parts.roles.use_cases.create_role import create_role
from contexts.payments.parts.sandbox.domain.methods import Method
from contexts.payments.parts.sandbox.use_cases.confirm_charge import confirm_charge
from contexts.payments.parts.sandbox.use_cases.create_charge import create_charge
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.money import Money
from tests.contexts.catalog.facts import STATE_MUSEUM
from tests.support.authenticator import Authenticator
from tests.support.checksums import checksums

API = "/api/v1"
TABLE = {
    row.replace(" /", f" {section.rstrip('/')}/", 1): expected
    for path in sorted(Path(__file__).parents[1].rglob("authorisation.yaml"))
    for section, rows in yaml.safe_load(path.read_text()).items()
    for row, expected in rows.items()
}
CALLERS = (
    "nobody",
    "stranger",
    "foreign",
    "owner",
    "member",
    "carer",
    "staff",
    "seller",
    "partner",
    "support",
    "admin",
)
PLACEHOLDER = re.compile(r"<[a-z]+:(\w+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ELSEWHERE = "203.0.113.7"
FORM = "application/x-www-form-urlencoded"
ROLE = {"name": "Guides", "permissions": ["booking.read_any"]}
DENIED = {401, 403, 404}
REMEMBERED = frozenset({"rest_idempotencykey", "identity_securityevent", "identity_session"})


def endpoints(patterns=None, prefix="/"):
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if path.startswith("/admin/"):
            continue
        if isinstance(entry, URLPattern):
            for method in methods_of(entry.callback):
                yield f"{method} {PLACEHOLDER.sub('{}', path)}"
        else:
            yield from endpoints(entry.url_patterns, path)


def methods_of(view):
    """Tell what a view takes; one that is a function says so itself when it is asked for what there is not."""
    if hasattr(view, "view_class"):
        return [method for method in METHODS if hasattr(view.view_class, method.lower())]
    allowed = view(RequestFactory().generic("NONE", "/")).headers["Allow"].split(", ")
    return [method for method in METHODS if method in allowed]


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
        place={"id": str(register_place(facts=STATE_MUSEUM, actor=SYSTEM, at=clock.now()).id)},
        accommodation=stay,
        experience=experience,
        package=anita.get("/packages")["results"][0],
        session=anita.get("/auth/sessions")["results"][0],
        passkey=passkey_of(anita),
        owner={"id": anita.get("/auth/me")["id"]},
        export=anita.post("/auth/exports", {}, status=202),
        charge={"id": a_challenge()},
        link={"id": "verify-email"},
        route={"id": "never-told"},
        **people_of_the_seller(traveller()),
        **a_partner(),
        **what_is_allowed_by(anita),
    )


def people_of_the_seller(clerk):
    """The seller with a role of its own, a member without any, somebody asked to join, a thing in the member's care."""
    by = {"actor": SYSTEM, "at": clock.now()}
    organisation = identity.ensure_organisation(
        slug="tripura-tourism", name="Tripura Tourism", at=clock.now()
    )
    member_id = UUID(clerk.get("/auth/me")["id"])
    where = {"organisation_id": organisation.id}
    held = {"user_id": member_id, "role": Role.SELLER_STAFF, **where}
    grant_role(**held, **by)
    withdraw_role(**held, **by)
    role = create_role(**ROLE, **where, **by)
    invitation = invite_member(email="guest@example.com", roles=[], **where, **by)
    assignment = assign_asset(user_id=member_id, kind="PACKAGE", asset_id=new_id(), **where, **by)
    return {
        "organisation": {"id": str(organisation.id)},
        "member": {"id": str(member_id), "traveller": clerk},
        "role": {"id": role.code},
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
    return {
        "partner": {"id": str(partner.id), "organisation": organisation},
        "credential": {"id": str(issued.credential.id)},
    }


def a_challenge():
    """Where the bank of a payer asks whether it is they; who knows this may answer."""
    by = {"at": clock.now()}
    charge = create_charge(reference="a stay", amount=Money(100, "INR"), key="created", **by)
    charged = confirm_charge(
        charge_id=charge.id,
        payment_method=Method.THREE_D_SECURE,
        key="confirmed",
        settles_at=clock.now(),
        **by,
    )
    return charged.challenge_token


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
    arrival = ExternalIdentity(
        provider="google",
        subject="7",
        email="",
        email_is_verified=False,
        full_name="",
        locale="",
        user_id=None,
    )
    login = link_login(external_identity=arrival, user_id=user_id, actor=SYSTEM, **by)
    return {
        "application": {"id": str(application.id), "client_id": application.client_id},
        "login": {"id": str(login.id)},
        "provider": {"id": str(new_id())},  # there is none
    }


def passkey_of(somebody):
    options = somebody.post("/auth/passkeys/registration-options", {}, status=200)["public_key"]
    made = {"name": "Phone", "credential": Authenticator().create(options)}
    return somebody.post("/auth/passkeys", made)["passkey"]


@pytest.fixture
def callers(anita, traveller, things):
    def made(role=None, organisation=None, cares_for=()):
        caller = traveller()
        if role is None:
            return caller
        user_id = UUID(caller.get("/auth/me")["id"])
        by = {"user_id": user_id, "actor": SYSTEM, "at": clock.now()}
        grant_role(role=role, organisation_id=organisation and organisation.id, **by)
        for kind, thing in cares_for:
            assign_asset(
                organisation_id=organisation.id, kind=kind, asset_id=UUID(thing["id"]), **by
            )
        return caller

    def seller(slug):
        return identity.ensure_organisation(slug=slug, name=slug, at=clock.now())

    own, other = seller("tripura-tourism"), seller("another-seller")
    care = (
        ("EXPERIENCE", things.experience),
        ("ACCOMMODATION", things.accommodation),
    )
    nobody = traveller()
    nobody.api.sign_out()
    return {
        "nobody": nobody,
        "stranger": made(),
        "foreign": made(Role.PORTAL_STAFF, other),
        "owner": anita,
        "member": things.member["traveller"],
        "carer": made(Role.ASSET_MANAGER, own, care),
        "staff": made(Role.PORTAL_STAFF, own),
        "seller": made(Role.SELLER_OWNER, own),
        "partner": made(Role.PARTNER_ADMIN, things.partner["organisation"]),
        "support": made(Role.SUPPORT),
        "admin": made(Role.PORTAL_ADMIN),
    }


def send(caller, row, things, **parameters):
    method, path = row.split(" ")
    is_api = path.startswith(API)
    row = row.replace(API, "")
    sent = {
        "GET /roles": {"organisation_id": things.organisation["id"]},
        "POST /roles": ROLE | {"name": "More guides", "organisation_id": things.organisation["id"]},
        "POST /payments/intent": {"payable_id": things.payable["id"]},
        "POST /payments/confirm": {
            "intent_id": things.intent["id"],
            "payment_method": "pm_sandbox_success",
        },
        "PUT /bookings/{booking}/cancel": {"reason": "asked for"},
        "POST /auth/impersonations": {"user_id": things.owner["id"], "reason": "asked for help"},
        "PATCH /auth/passkeys/{passkey}": {"name": "My phone"},
        "PUT /roles/{role}": ROLE,
        "PUT /organisations/{organisation}/members/{member}": {"roles": ["SELLER_MANAGER"]},
        "POST /partners": {
            "organisation_id": things.organisation["id"],
            "name": "Himalaya",
            "domain": "himalaya.example",
            "contact_email": "api@himalaya.example",
        },
        "POST /places": asdict(STATE_MUSEUM),
        "PUT /places/{place}": asdict(STATE_MUSEUM),
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
        "GET /oauth/authorize": asked_of(things.application),
        "POST /oauth/authorize": {"step": "allow", "account": things.owner["id"]},
        "POST /oauth/token": {"grant_type": "client_credentials"},
        "POST /oauth/revoke": {"token": "a token"},
        "POST /oauth/introspect": {"token": "a token"},
        "POST /links/{link}": {"token": "a token"},
        "POST /sandbox/challenges/{charge}": {"answer": "approve"},
    }.get(row, {})
    path = re.sub(r"\{(\w+)\}", lambda found: getattr(things, found[1])["id"], path)
    if row == "POST /oauth/authorize":
        path += f"?{urlencode(asked_of(things.application))}"
    headers = {
        "Idempotency-Key": str(new_id()),
        "If-Match": f'"{things.booking["version"]}"',
        **caller.api.headers,
    }
    client = caller.api.client
    if method == "GET":
        return client.get(
            path, sent | parameters, headers=caller.api.headers, REMOTE_ADDR=ELSEWHERE
        )
    kind, body = ("application/json", dumps(sent)) if is_api else (FORM, urlencode(sent))
    headers["Content-Type"] = kind
    path += f"?{urlencode(parameters)}" if parameters else ""
    return client.generic(method, path, body, headers=headers, REMOTE_ADDR=ELSEWHERE)


def asked_of(application):
    """What an application asks the person for, in the address that it sends them to."""
    return {
        "client_id": application.get("client_id", application["id"]),
        "redirect_uri": "https://app.example/callback",
        "response_type": "code",
        "scope": "openid",
        "state": "where I was",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }


def test_every_caller_gets_the_answer_of_the_table(callers, things):
    before = checksums(leaving_out=REMEMBERED)
    wrong, changed = [], []
    for row, expected in TABLE.items():
        # What was refused is not taken back before the next caller's turn: it must have left nothing.
        with transaction.atomic():
            refused = []
            for name, status in zip(CALLERS, expected, strict=True):
                with transaction.atomic():
                    answer = send(callers[name], row, things)
                    if answer.status_code in DENIED:
                        refused.append(name)
                    else:
                        transaction.set_rollback(True)
                if answer.status_code != status:
                    wrong.append(f"{row} as {name}: {answer.status_code}, not {status}")
            is_unsafe = not row.startswith("GET ")
            if refused and is_unsafe and checksums(leaving_out=REMEMBERED) != before:
                changed.append(f"{row} as one of {refused}")
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
    assert changed == []


@pytest.mark.timeout(400)
def test_no_parameter_is_passed_over(callers, things):
    before = checksums()
    taken = []
    for row, expected in TABLE.items():
        # The pages that describe the API read no query.
        if not row.split(" ")[1].startswith(API) or row.endswith("/docs"):
            continue
        welcome = [
            name for name, status in zip(CALLERS, expected, strict=True) if status not in DENIED
        ]
        for name in welcome[-1:]:
            with transaction.atomic():
                answer = send(callers[name], row, things, no_such_parameter="1")
                is_told = answer.status_code == 422 and "no_such_parameter" in str(answer.content)
                if not is_told or checksums() != before:
                    taken.append(f"{row} as {name}: {answer.status_code}")
                transaction.set_rollback(True)

    assert taken == []


def test_a_foreign_thing_looks_like_one_that_is_not_there(callers, things):
    absent = SimpleNamespace(
        **{name: {**value, "id": str(new_id())} for name, value in vars(things).items()}
    )
    differing = []
    for row, expected in TABLE.items():
        if expected[CALLERS.index("stranger")] != 404:
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
