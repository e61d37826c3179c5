"""A small world in which everybody has something: what the tests of every endpoint begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from uuid import UUID

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
from tests.journeys.conftest import Traveller
from tests.support.api_client import ApiClient
from tests.support.authenticator import Authenticator

ROLE = {"name": "Guides", "permissions": ["booking.read_any"]}


@dataclass(frozen=True)
class World:
    """Things by the names that paths give them, and people by what they are to these things."""

    things: SimpleNamespace
    people: dict[str, Traveller]

    def sign_in(self) -> dict[str, Traveller]:
        """Return everybody, signed in just now, but for whoever is nobody."""
        return {
            name: Traveller.signed_in(person.id, person.email)
            if name != "nobody"
            else Traveller(ApiClient(), person.id, person.email)
            for name, person in self.people.items()
        }


def populate(
    traveller: Callable[[], Traveller],
    *,
    next_date: Callable[[int], dt.date],
    settle: Callable[[], None],
) -> World:
    """Make everybody and everything, where a piece of Tripura is on sale."""
    anita = traveller()
    things = _things(anita, traveller(), next_date, settle)
    return World(things, _people(anita, things, traveller))


def _things(anita, clerk, next_date, settle):
    """A paid booking of the owner's, a hold of theirs, and what they refer to."""
    stay = anita.get("/accommodations")["results"][0]
    experience = anita.get("/experiences", q="birding")["results"][0]
    wish = {
        "kind": "EXPERIENCE",
        "item_id": experience["id"],
        "start_date": str(next_date(6)),
        "adults": 1,
    }
    booking = anita.book(wish)
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
        order={"id": booking["order_id"]},
        wish=wish,
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
        owner={"id": str(anita.id)},
        export=anita.post("/auth/exports", {}, status=202),
        charge={"id": a_challenge()},
        link={"id": "verify-email"},
        route={"id": "never-told"},
        **people_of_the_seller(clerk),
        **a_partner(),
        **what_is_allowed_by(anita),
    )


def people_of_the_seller(clerk):
    """The seller with a role of its own, a member without any, somebody asked to join, a thing in the member's care."""
    by = {"actor": SYSTEM, "at": clock.now()}
    organisation = identity.ensure_organisation(
        slug="tripura-tourism", name="Tripura Tourism", at=clock.now()
    )
    where = {"organisation_id": organisation.id}
    held = {"user_id": clerk.id, "role": Role.SELLER_STAFF, **where}
    grant_role(**held, **by)
    withdraw_role(**held, **by)
    role = create_role(**ROLE, **where, **by)
    invitation = invite_member(email="guest@example.com", roles=[], **where, **by)
    assignment = assign_asset(user_id=clerk.id, kind="PACKAGE", asset_id=new_id(), **where, **by)
    return {
        "organisation": {"id": str(organisation.id)},
        "member": {"id": str(clerk.id), "traveller": clerk},
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
    person = SignedIn(user_id=somebody.id, authenticated_at=clock.now())
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
    login = link_login(external_identity=arrival, user_id=somebody.id, actor=SYSTEM, **by)
    return {
        "application": {"id": str(application.id), "client_id": application.client_id},
        "login": {"id": str(login.id)},
        "provider": {"id": str(new_id())},  # there is none
    }


def passkey_of(somebody):
    options = somebody.post("/auth/passkeys/registration-options", {}, status=200)["public_key"]
    made = {"name": "Phone", "credential": Authenticator().create(options)}
    return somebody.post("/auth/passkeys", made)["passkey"]


def _people(anita, things, traveller):
    def made(role=None, organisation=None, cares_for=()):
        caller = traveller()
        if role is None:
            return caller
        by = {"user_id": caller.id, "actor": SYSTEM, "at": clock.now()}
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
    return {
        "nobody": traveller(),
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


def sent_to(row, things):
    """Return what an endpoint takes, if it takes something that is needed to get as far as the policy."""
    return {
        "GET /roles": {"organisation_id": things.organisation["id"]},
        "POST /roles": ROLE | {"name": "More guides", "organisation_id": things.organisation["id"]},
        "POST /payments/intent": {"payable_id": things.payable["id"]},
        "POST /payments/confirm": {
            "intent_id": things.intent["id"],
            "payment_method": "pm_sandbox_success",
        },
        "PUT /bookings/{booking}/cancel": {"reason": "asked for"},
        "POST /bookings/{booking}/modification-quote": {"items": [things.wish]},
        "POST /bookings/{booking}/modify": {"items": [things.wish], "reason": "asked for"},
        "POST /auth/impersonations": {"user_id": things.owner["id"], "reason": "asked for help"},
        "PATCH /auth/passkeys/{passkey}": {"name": "My phone"},
        "PUT /roles/{role}": ROLE,
        "PUT /organisations/{organisation}/members/{member}": {"roles": ["SELLER_MANAGER"]},
        "POST /places": asdict(STATE_MUSEUM),
        "PUT /places/{place}": asdict(STATE_MUSEUM),
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
        "GET /oauth/authorize": asked_of(things.application),
        "POST /oauth/authorize": {"step": "allow", "account": things.owner["id"]},
        "POST /oauth/token": {"grant_type": "client_credentials"},
        "POST /oauth/revoke": {"token": "a token"},
        "POST /oauth/introspect": {"token": "a token"},
        "POST /links/{link}": {"token": "a token"},
        "POST /sandbox/challenges/{charge}": {"answer": "approve"},
    }.get(row, {})


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
