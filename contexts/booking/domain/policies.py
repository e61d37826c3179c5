"""Policies of bookings."""

from __future__ import annotations

from contexts.identity.contracts import DESKS, MANAGERS, OWNERS, Role
from riz.policies import (
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
    narrowed={"auditentry", "booking", "bookingitem", "bookingversion", "customer"},
)

_reads_its_seller = holds(READ_ANY, organisation="seller_id", assets=("item_id",))
_manages_its_seller = holds(MANAGE_ANY, organisation="seller_id", assets=("item_id",))
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
COMPLETE = policy(
    "booking.complete",
    nobody,
    says="Note that the travel of a booking is over.",
)
