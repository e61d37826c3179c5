"""Of a program's write and the end of its key, whichever comes second sees the first, for every write that a program may do."""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import pytest

from contexts.booking.contracts import ItemKind
from contexts.booking.domain.offers import Wish
from contexts.booking.domain.people import Contact
from contexts.booking.domain.targets import Target
from contexts.booking.use_cases.place_order import place_order
from contexts.catalog.parts.accommodations.use_cases.register_accommodation import (
    register_accommodation,
)
from contexts.catalog.parts.amenities.contracts import AmenityCategory, AmenityFacts
from contexts.catalog.parts.amenities.use_cases.register_amenity import register_amenity
from contexts.catalog.parts.destinations.use_cases.register_destination import (
    register_destination,
)
from contexts.catalog.parts.experiences.use_cases.register_experience import register_experience
from contexts.catalog.parts.packages.use_cases.register_package import register_package
from contexts.identity.parts.partners.domain.scopes import partner_scopes
from contexts.identity.parts.partners.errors import PartnerKeyEnded
from contexts.identity.parts.partners.queries import recognise_key, welcome
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from contexts.identity.parts.partners.use_cases.revoke_credential import revoke_credential
from contexts.inventory.contracts import HoldLine
from contexts.inventory.models import Resource, StockDate
from contexts.inventory.use_cases.change_dates import DateChange
from contexts.inventory.use_cases.place_hold import place_hold
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.start_payment import start_payment
from riz import clock
from riz.actor import SYSTEM, Grant
from riz.ids import new_id
from riz.money import Money
from riz.policies import readable
from tests.architecture.parsing import nodes_of
from tests.contexts.catalog.facts import LAKE_WEEKEND, LAKESIDE_ROOM, NEERMAHAL, PALACE_BY_BOAT
from tests.journeys.conftest import as_order
from tests.journeys.test_what_programs_may_do import CONTACT, PLACEHOLDER, SCOPED, Program
from tests.support.api_client import ApiClient
from tests.support.checksums import checksums
from tests.support.seconds import coming_second

ROOT = Path(__file__).resolve().parents[2]
TEA = AmenityFacts(slug="early-tea", name="Early tea", category=AmenityCategory.MEALS)
LAKE = replace(NEERMAHAL, slug="rudijala", name="Rudijala")
PERMISSIONS = ("booking.manage_any", "catalog.manage", "inventory.manage", "payments.refund")
WRITES = {policy.action: policy.scope for policy in readable() if policy.scope and not policy.reads}
HIDDEN = {"is_active": False}

# How each use case that a program may call is called, but for who calls and when.
CALLS = {
    "cancel_booking": lambda world: {"booking_id": world.booking().id, "reason": "Rain"},
    "change_dates": lambda world: {
        "dates": [StockDate.objects.filter(resource=world.stay).first().pk],
        "change": DateChange(is_closed=False),
    },
    "confirm_payment": lambda world: {
        "intent_id": world.intent().id,
        "payment_method": "pm_sandbox_success",
    },
    "place_order": lambda world: {"wishes": [world.wish], "contact": world.contact},
    "feature_destination": lambda world: {
        "destination_id": world.destination.id,
        "is_featured": True,
    },
    "hold_order": lambda world: {"booking_id": world.booking(place_hold=False).id},
    "place_hold": lambda world: {"lines": [world.line], "expires_at": world.later},
    "register_accommodation": lambda world: {
        "seller_id": world.seller_id,
        "facts": replace(LAKESIDE_ROOM, slug="another-room"),
    },
    "register_amenity": lambda world: {"facts": replace(TEA, slug="late-tea", name="Late tea")},
    "register_destination": lambda world: {"facts": replace(LAKE, slug="rudijala-north")},
    "register_experience": lambda world: {
        "seller_id": world.seller_id,
        "facts": replace(PALACE_BY_BOAT, slug="palace-on-foot"),
    },
    "register_package": lambda world: {
        "seller_id": world.seller_id,
        "facts": replace(LAKE_WEEKEND, slug="lake-week"),
    },
    "release_hold": lambda world: {"hold_id": world.hold().id},
    "request_refund": lambda world: {
        "payable_id": world.paid_payable_id(),
        "amount": Money(100, "INR"),
        "reason": "Rain",
    },
    "revise_accommodation": lambda world: {
        "accommodation_id": world.room.id,
        "facts": replace(LAKESIDE_ROOM, units=9),
    },
    "revise_amenity": lambda world: {
        "amenity_id": world.tea.id,
        "facts": replace(TEA, name="Tea at dawn"),
    },
    "revise_destination": lambda world: {
        "destination_id": world.destination.id,
        "facts": replace(LAKE, name="The lake of Rudijala"),
    },
    "revise_experience": lambda world: {
        "experience_id": world.experience.id,
        "facts": replace(PALACE_BY_BOAT, daily_capacity=25),
    },
    "revise_package": lambda world: {
        "package_id": world.package.id,
        "facts": replace(LAKE_WEEKEND, departure_capacity=21),
    },
    "set_accommodation_active": lambda world: {"accommodation_id": world.room.id, **HIDDEN},
    "set_amenity_active": lambda world: {"amenity_id": world.tea.id, **HIDDEN},
    "set_destination_active": lambda world: {"destination_id": world.destination.id, **HIDDEN},
    "set_experience_active": lambda world: {"experience_id": world.experience.id, **HIDDEN},
    "set_package_active": lambda world: {"package_id": world.package.id, **HIDDEN},
    "modify_booking": lambda world: {
        "booking_id": world.confirmed().id,
        "targets": [Target(id=None, wish=world.wish)],
        "reason": "Rain",
    },
    "start_payment": lambda world: {
        "payable_id": world.order().payables[0].id,
        "expected": None,
    },
}

# What is sent to each endpoint that a program may write through: what its path names, and the body.
REQUESTS = {
    ("post", "/bookings"): lambda world: (None, as_order(world.wish_sent)),
    ("put", "/bookings/<uuid:booking_id>/cancel"): lambda world: (world.booking().id, {}),
    ("post", "/bookings/<uuid:booking_id>/modify"): lambda world: (
        world.confirmed().id,
        {"items": as_order(world.wish_sent)["items"], "reason": "Rain"},
    ),
    ("post", "/bookings/<uuid:booking_id>/hold"): lambda world: (
        world.booking(place_hold=False).id,
        {},
    ),
    ("post", "/inventory/holds"): lambda world: (None, {"lines": [world.line_sent]}),
    ("delete", "/inventory/holds/<uuid:hold_id>"): lambda world: (world.hold().id, None),
}


@cache
def actions_asked_in(path):
    """The actions that a file asks for by their policies' names, or one of the files that it shares them with."""
    policies = import_module(".".join((*path.relative_to(ROOT).parts[:-2], "domain", "policies")))
    asked = {
        getattr(policies, node.attr, None)
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "policies"
    }
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            for name in [node.module] if node.module else [alias.name for alias in node.names]:
                if name.startswith("_"):
                    asked |= actions_asked_in(path.with_name(f"{name}.py"))
    return frozenset(action for action in asked if action in WRITES)


def use_cases_open_to_programs():
    """Each use case that is given an actor and asks one of the policies which let programs write, and what it asks.

    A quote writes nothing.
    """
    found = {}
    for path in sorted(ROOT.glob("contexts/**/use_cases/[!_]*.py")):
        if path.stem.startswith("quote_"):
            continue
        policies = path.parents[1] / "domain/policies.py"
        if policies.exists() and (actions := actions_asked_in(path)):
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            function = getattr(module, path.stem)
            if "actor" in function.__annotations__:
                found[path.stem] = (function, actions)
    return found


USE_CASES = use_cases_open_to_programs()


def test_every_write_of_programs_is_raced():
    """A write that is new is named here: say in CALLS, and in REQUESTS if it has an endpoint, how it is done."""
    asked = {action for _, actions in USE_CASES.values() for action in actions}

    assert asked == WRITES.keys()
    assert CALLS.keys() == USE_CASES.keys()
    assert REQUESTS.keys() == {
        (method, path) for method, path in SCOPED if method != "get" and not path.endswith("-quote")
    }


class World:
    """A partner whose program may do whatever programs may, and what it does that to."""

    def __init__(self, next_date, settle):
        program = Program("himalaya")
        self.partner = program.partner
        self.revoke = lambda: None
        self.settle = settle
        self.key = program.all_scopes.headers["Authorization"].removeprefix("Bearer ")
        self.actor = actor_behind(self.key)
        self.stay = Resource.objects.get(kind="STAY")
        self.seller_id = self.stay.seller_id
        slot = Resource.objects.filter(kind="SLOT").first()
        self.wish = Wish(
            kind=ItemKind.EXPERIENCE,
            item_id=slot.id,
            start_date=next_date(6),
            end_date=None,
            quantity=1,
            adults=1,
            children=0,
            infants=0,
        )
        self.wish_sent = {
            "kind": "EXPERIENCE",
            "item_id": str(slot.id),
            "start_date": str(next_date(6)),
            "adults": 1,
            **CONTACT,
        }
        self.contact = Contact(name=CONTACT["contact_name"], email=CONTACT["contact_email"])
        first, end = next_date(1), next_date(2)
        self.line = HoldLine(resource_id=self.stay.id, first_date=first, end_date=end, quantity=1)
        self.line_sent = {
            "resource_id": str(self.stay.id),
            "first_date": str(first),
            "end_date": str(end),
            "quantity": 1,
        }
        self.later = clock.now() + dt.timedelta(minutes=15)
        by = {"actor": SYSTEM, "at": clock.now()}
        self.tea = register_amenity(facts=TEA, **by)
        self.destination = register_destination(facts=LAKE, **by)
        of_seller = {"seller_id": self.seller_id, **by}
        self.room = register_accommodation(facts=LAKESIDE_ROOM, **of_seller)
        self.experience = register_experience(facts=PALACE_BY_BOAT, **of_seller)
        self.package = register_package(facts=LAKE_WEEKEND, **of_seller)

    def credential(self):
        """Return the key of a credential, and how it is revoked."""
        self.revoke()  # what a race that failed left alive, of two that may be
        facts = {"partner_id": self.partner.id, "actor": SYSTEM, "at": clock.now()}
        issued = issue_credential(scopes=partner_scopes(), **facts)
        self.revoke = partial(revoke_credential, credential_id=issued.credential.id, **facts)
        return issued.key, self.revoke

    def booking(self, *, place_hold=True):
        return self.order(place_hold=place_hold).bookings[0]

    def order(self, *, place_hold=True):
        return place_order(
            wishes=[self.wish],
            contact=self.contact,
            place_hold=place_hold,
            actor=self.actor,
            at=clock.now(),
        )

    def confirmed(self):
        order = self.order()
        self.pay(order.payables[0].id)
        return order.bookings[0]

    def hold(self):
        return place_hold(
            lines=[self.line], expires_at=self.later, actor=self.actor, at=clock.now()
        )

    def intent(self):
        return self.start(self.order().payables[0].id)

    def start(self, payable_id):
        return start_payment(payable_id=payable_id, expected=None, actor=self.actor, at=clock.now())

    def paid_payable_id(self):
        return self.pay(self.order().payables[0].id)

    def pay(self, payable_id):
        intent = confirm_payment(
            intent_id=self.start(payable_id).id,
            payment_method="pm_sandbox_success",
            actor=self.actor,
            at=clock.now(),
        )
        self.settle()
        return intent.payable_id


def actor_behind(key):
    """Return the actor behind a key, with whatever a program might be given."""
    return replace(
        welcome(recognise_key(key=key, ip=None, at=clock.now())),
        scopes=frozenset(WRITES.values()),
        grants=frozenset(Grant(permission=permission) for permission in PERMISSIONS),
    )


@pytest.fixture
def world(portal, next_date, settle):
    return World(next_date, settle)


def written():
    """What is in the tables that programs write to."""
    contexts = ("booking_", "catalog_", "inventory_", "payments_")
    return {table: found for table, found in checksums().items() if table.startswith(contexts)}


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_no_use_case_commits_what_a_revoked_program_asked_for(world, subtests):
    for name, (function, _) in sorted(USE_CASES.items()):
        with subtests.test(name):
            write = partial(function, **CALLS[name](world))
            key, revoke = world.credential()
            before = written()

            with pytest.raises(PartnerKeyEnded):
                coming_second(revoke, partial(write, actor=actor_behind(key), at=clock.now()))
            assert written() == before

            write(actor=world.actor, at=clock.now())


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_no_endpoint_commits_what_a_revoked_program_asked_for(world, subtests):
    for (method, path), request in REQUESTS.items():
        with subtests.test(f"{method} {path}"):
            ask = partial(send, method, path, *request(world))
            key, revoke = world.credential()
            before = written()

            refused = coming_second(revoke, partial(ask, key))
            assert (refused.status_code, refused.json().get("code")) == (401, PartnerKeyEnded.code)
            assert written() == before

            assert ask(world.key).status_code in (200, 201)


def send(method, path, named, body, key):
    client = ApiClient()
    client.headers["Authorization"] = f"Bearer {key}"
    headers = {"Idempotency-Key": str(new_id()), "If-Match": "*"}
    return getattr(client, method)(PLACEHOLDER.sub(str(named), path), body, headers=headers)
