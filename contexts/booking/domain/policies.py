"""Policies of bookings."""

from __future__ import annotations

from functools import partial
from typing import Any

from contexts.identity.contracts import DESKS, MANAGERS, OWNERS, Role
from riz.actor import Actor
from riz.policies import (
    Rule,
    holds,
    nobody,
    owns,
    permission,
    policy,
    scope,
    signed_in,
    staff_screens,
)

READ_ANY = permission(
    "booking.read_any",
    says="Read other people's bookings, with what happened to them.",
    for_one_organisation=True,
    roles={
        *(Role.PORTAL_STAFF, Role.SUPPORT, Role.ASSET_MANAGER),
        *(Role.PARTNER_ADMIN, Role.PARTNER_USER),
        *OWNERS,
        *MANAGERS,
        *DESKS,
    },
)
MANAGE_ANY = permission(
    "booking.manage_any",
    says="Book, change and cancel for other people.",
    for_one_organisation=True,
    roles={Role.PORTAL_STAFF, *OWNERS, *MANAGERS, *DESKS},
)
READING = scope(
    "bookings:read", says="See your bookings", for_partners=True, permissions={READ_ANY}
)
WRITING = scope(
    "bookings:write",
    says="Make, change and cancel bookings for you",
    for_partners=True,
    permissions={READ_ANY, MANAGE_ANY},
)
staff_screens(
    "booking",
    {"view": READ_ANY, "add": MANAGE_ANY, "change": MANAGE_ANY},
    narrowed={
        *("auditentry", "booking", "bookingitem", "bookingrefund", "bookingversion", "customer"),
        *("cancellationterms", "cancellationtier", "depositrule", "order", "orderpayable"),
        "payableshare",
    },
)


def _manages_all_of_it(actor: Actor, booking: Any) -> bool:
    """Whether an actor manages the seller, or each of the things that a booking is of."""
    if booking is None or actor.can(MANAGE_ANY, organisation_id=booking.seller_id):
        return booking is not None or actor.can(MANAGE_ANY)
    of_seller = partial(actor.can, MANAGE_ANY, organisation_id=booking.seller_id)
    return bool(booking.item_ids) and all(of_seller(asset_id=key) for key in booking.item_ids)


_reads_its_seller = holds(READ_ANY, organisation="seller_id", assets=("item_ids",))
_manages_its_seller = Rule(
    _manages_all_of_it,
    f"who has {MANAGE_ANY} for its seller, or for all that it is of",
    visibility=holds(MANAGE_ANY, organisation="seller_id", assets=("item_ids",)).visibility,
)
_its_own = owns("created_by")

CREATE = policy(
    "booking.create",
    signed_in,
    says="Book something that is offered.",
    scope=WRITING,
)
CREATE_AT_A_DESK = policy(
    "booking.create_at_a_desk",
    holds(MANAGE_ANY),
    says="Book for people at a desk or on the phone, without a limit of unpaid bookings.",
    scope=WRITING,
)
READ = policy(
    "booking.read",
    _its_own | _reads_its_seller,
    says="See a booking and its versions, and what cancelling it would give back.",
    scope=READING,
    reads=True,
)
READ_AUDIT = policy(
    "booking.audit.read",
    _reads_its_seller,
    says="See who changed what of a booking, and find it on the staff screens.",
    scope=READING,
    reads=True,
)
HOLD = policy(
    "booking.hold",
    _its_own | _manages_its_seller,
    says="Hold what a booking needs.",
    scope=WRITING,
)
CANCEL = policy(
    "booking.cancel",
    _its_own | _manages_its_seller,
    says="Cancel a booking; for somebody else only with a reason.",
    scope=WRITING,
)
MODIFY = policy(
    "booking.modify",
    _its_own | _manages_its_seller,
    says="Change the dates, the party or the things of a booking; for somebody else only with a reason.",
    scope=WRITING,
)
STATE_TERMS = policy(
    "booking.terms.state",
    holds(MANAGE_ANY, organisation="seller_id"),
    says="State a seller's terms of cancellation and its deposits for new bookings.",
)
COMPLETE = policy(
    "booking.complete",
    nobody,
    says="Note that the travel of a booking is over.",
)
