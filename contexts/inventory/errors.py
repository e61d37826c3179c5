"""Refusals of inventory."""

from __future__ import annotations

from riz.errors import Conflict, Gone, Invalid, NotFound, TooMany


class UnknownResource(NotFound):
    """No such resource is counted here."""

    code = "inventory.unknown_resource"
    message = "There is no calendar for this. Check the id."
    resource_id: str


class HoldNotFound(NotFound):
    """The hold does not exist, or it is somebody else's."""

    code = "inventory.hold_not_found"
    message = "There is no such hold."
    hold_id: str


class NotAvailable(Conflict):
    """The stock can't be had as wanted; subclasses say why."""

    code = "inventory.not_available"
    message = "This is not available as wanted. Try other dates."
    resource_id: str
    date: str | None = None


class SoldOut(NotAvailable):
    """Fewer are left on a date than are wanted."""

    code = "inventory.sold_out"
    message = "Not enough is left on one of the dates. Choose other dates or a smaller number."
    free: int
    wanted: int


class DateClosed(NotAvailable):
    """A date is closed for sale."""

    code = "inventory.date_closed"
    message = "One of the dates is closed. Choose other dates."


class NotOnSale(NotAvailable):
    """The thing was withdrawn, or its calendar does not reach a date."""

    code = "inventory.not_on_sale"
    message = "This is not on sale on one of the dates. Choose other dates."


class AlreadyStarted(NotAvailable):
    """The slot has started at the place."""

    code = "inventory.already_started"
    message = "This has started already. Choose a later time or another date."


class StayTooShort(NotAvailable):
    """The arrival date asks for a longer stay."""

    code = "inventory.stay_too_short"
    message = "Arriving on this date asks for a longer stay. Add nights or arrive on another date."
    min_stay: int


class StayAboveMaximum(NotAvailable):
    """The arrival date asks for a shorter stay."""

    code = "inventory.stay_above_maximum"
    message = (
        "Arriving on this date asks for a shorter stay. Leave earlier or arrive on another date."
    )
    max_stay: int


class ClosedToArrival(NotAvailable):
    """Nobody may arrive on the date."""

    code = "inventory.closed_to_arrival"
    message = "Nobody can arrive on this date. Arrive a day earlier or later."


class ClosedToDeparture(NotAvailable):
    """Nobody may depart on the date."""

    code = "inventory.closed_to_departure"
    message = "Nobody can depart on this date. Depart a day earlier or later."


class DateInPast(Invalid):
    """The first date is over at the place."""

    code = "inventory.date_past"
    message = "The first date is in the past. Choose a coming date."
    resource_id: str
    date: str
    today: str


class InvalidDates(Invalid):
    """The end does not come after the beginning."""

    code = "inventory.invalid_dates"
    message = "The end date has to come after the first date."
    first_date: str | None = None
    end_date: str | None = None
    max_days: int | None = None


class StayTooLong(Invalid):
    """More nights than can be held at once."""

    code = "inventory.stay_too_long"
    message = "That is too long for one hold. Split it into shorter ones."
    max_nights: int


class InvalidQuantity(Invalid):
    """A line wants nothing, or there are no lines or too many."""

    code = "inventory.invalid_quantity"
    message = "Name between one and twenty lines, each for one or more."
    max_lines: int | None = None
    quantity: int | None = None


class TooManyGuests(Invalid):
    """More guests than the units take."""

    code = "inventory.too_many_guests"
    message = "The units don't take that many guests. Add a unit."
    guests: int
    units: int
    max_occupancy: int


class NotAStay(Invalid):
    """Only stays are quoted by the night."""

    code = "inventory.not_a_stay"
    message = "This is not sold by the night."


class TooManyHolds(TooMany):
    """The caller has as many live holds as are allowed."""

    code = "inventory.too_many_holds"
    message = "You hold as much as is allowed at once. Release a hold or book it first."
    limit: int


class HoldExpired(Gone):
    """The hold's time ran out."""

    code = "inventory.hold_expired"
    message = "This hold has expired. Place a new one."
    hold_id: str
    expired_at: str | None = None
    state: str | None = None


class HoldEnded(Conflict):
    """The hold is in a state from which this can't be done."""

    code = "inventory.hold_ended"
    message = "This hold is over or already sold. Look at its state."
    hold_id: str
    state: str


class CapacityBelowTaken(Conflict):
    """A date would have less than is held, sold and blocked on it."""

    code = "inventory.capacity_below_taken"
    message = "More than that is taken on this date already. Keep at least what is taken."
    date: str
    taken: int


class NotPricedByDate(Invalid):
    """A price that dates of this thing can't have."""

    code = "inventory.not_priced_by_date"
    message = "Only stays have prices of their own on dates, in their currency and not below zero."
    currency: str


class OverbookingTooLarge(Invalid):
    """A date would be overbooked beyond the cap, or for no reason."""

    code = "inventory.overbooking_too_large"
    message = "Overbook no more than the limit, and say why."
    date: str
    limit: int


class BlockTooLarge(Conflict):
    """More would be blocked on a date than is free."""

    code = "inventory.block_too_large"
    message = "That many are not free on this date. Block fewer."
    date: str
    free: int
