"""Who may do what with bookings."""

from __future__ import annotations

from riz.policies import holds, nobody, owns, policy, signed_in

_reads_its_seller = holds("booking.read_any", organisation="seller_id", assets=("item_id",))
_manages_its_seller = holds("booking.manage_any", organisation="seller_id", assets=("item_id",))
_its_own = owns("created_by")

CREATE = policy(
    "booking.create",
    signed_in,
    says="Book something that is offered.",
    scope="bookings:write",
)
CREATE_AT_A_DESK = policy(
    "booking.create_at_a_desk",
    holds("booking.manage_any"),
    says="Book for people at a desk or on the phone, without a limit of unpaid bookings.",
    scope="bookings:write",
)
READ = policy(
    "booking.read",
    _its_own | _reads_its_seller,
    says="See a booking and its versions, and what cancelling it would give back.",
    scope="bookings:read",
    reads=True,
)
READ_AUDIT = policy(
    "booking.audit.read",
    _reads_its_seller,
    says="See who changed what of a booking, and find it on the staff screens.",
    scope="bookings:read",
    reads=True,
)
HOLD = policy(
    "booking.hold",
    _its_own | _manages_its_seller,
    says="Hold what a booking needs.",
    scope="bookings:write",
)
CANCEL = policy(
    "booking.cancel",
    _its_own | _manages_its_seller,
    says="Cancel a booking; for somebody else only with a reason.",
    scope="bookings:write",
)
COMPLETE = policy(
    "booking.complete",
    nobody,
    says="Note that the travel of a booking is over.",
)
