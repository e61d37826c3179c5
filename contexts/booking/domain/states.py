"""The states of a booking as a table: what may happen where, and where it leads."""

from __future__ import annotations

import enum

from .. import errors
from ..contracts import BookingStatus


class Action(enum.StrEnum):
    """A change of state that can happen to a booking."""

    HOLD = "HOLD"
    CONFIRM = "CONFIRM"
    COMPLETE = "COMPLETE"
    CANCEL = "CANCEL"
    FAIL = "FAIL"


# FAILED to CONFIRMED: the money came after the hold was over and the stock could be had again.
TRANSITIONS: dict[tuple[BookingStatus, Action], BookingStatus] = {
    (BookingStatus.PENDING, Action.HOLD): BookingStatus.ON_HOLD,
    (BookingStatus.PENDING, Action.CANCEL): BookingStatus.CANCELLED,
    (BookingStatus.PENDING, Action.FAIL): BookingStatus.FAILED,
    (BookingStatus.ON_HOLD, Action.CONFIRM): BookingStatus.CONFIRMED,
    (BookingStatus.ON_HOLD, Action.CANCEL): BookingStatus.CANCELLED,
    (BookingStatus.ON_HOLD, Action.FAIL): BookingStatus.FAILED,
    (BookingStatus.FAILED, Action.CONFIRM): BookingStatus.CONFIRMED,
    (BookingStatus.CONFIRMED, Action.CANCEL): BookingStatus.CANCELLED,
    (BookingStatus.CONFIRMED, Action.COMPLETE): BookingStatus.COMPLETED,
}

# The same as pairs, which is how the database's own guard knows them.
ALLOWED_CHANGES: frozenset[tuple[BookingStatus, BookingStatus]] = frozenset(
    (source, target) for (source, _), target in TRANSITIONS.items()
)


def following(*, status: BookingStatus, action: Action) -> BookingStatus:
    """Return where the action leads, or refuse what the table does not have."""
    if action is Action.CANCEL and status is BookingStatus.CANCELLED:
        raise errors.AlreadyCancelled
    target = TRANSITIONS.get((status, action))
    if target is None:
        raise errors.WrongState(booking_status=status.value, action=action.value)
    return target
