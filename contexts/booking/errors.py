"""Refusals of booking."""

from __future__ import annotations

from typing import TypedDict

from riz.errors import Conflict, Forbidden, Invalid, NotFound, TooMany


class MoneyFact(TypedDict):
    """Money on the wire."""

    amount_minor: int
    currency: str


class BookingNotFound(NotFound):
    """The booking does not exist, or it is somebody else's."""

    code = "booking.not_found"
    message = "There is no such booking."
    booking_id: str | None = None


class WrongState(Conflict):
    """The booking's status does not allow it."""

    code = "booking.wrong_state"
    message = "The booking's status does not allow this. Look at it again."
    booking_status: str | None = None
    action: str | None = None


class AlreadyCancelled(WrongState):
    """The booking is cancelled already."""

    code = "booking.already_cancelled"
    message = "This booking is cancelled already."


class NoTravellers(Invalid):
    """The booking names no traveller."""

    code = "booking.no_travellers"
    message = "Name at least one traveller."


class AdultRequired(Invalid):
    """Children travel alone."""

    code = "booking.adult_required"
    message = "Children and infants travel with at least one adult."


class PartyTooLarge(Invalid):
    """More travellers than one booking, or the thing itself, takes."""

    code = "booking.party_too_large"
    message = "The party is too large for this. Make it smaller or split it."
    limit: int


class TooManyCustomers(Invalid):
    """More customers are named than travel."""

    code = "booking.too_many_customers"
    message = "More customers are named than travel."
    travellers: int


class DateInPast(Invalid):
    """The travel would have started already."""

    code = "booking.date_past"
    message = "The start date is in the past. Choose a coming date."
    start_date: str
    today: str


class InvalidDates(Invalid):
    """A stay ends before it begins, or has no end."""

    code = "booking.invalid_dates"
    message = "A stay needs an end date after its start date; nothing else takes one."


class NotOfferedOnDate(Invalid):
    """The package does not depart, or the experience is shut, on that weekday."""

    code = "booking.not_offered_on_date"
    message = "This is not offered on that weekday. Choose one of the open weekdays."
    date: str
    weekday: int
    open_weekdays: list[int]


class PriceChanged(Conflict):
    """The price is not what the client expected."""

    code = "booking.price_changed"
    message = "The price has changed. Show the new total and ask again."
    total: MoneyFact


class WrongCurrency(Invalid):
    """The client expects another currency than the thing is sold in."""

    code = "booking.wrong_currency"
    message = "This is sold in another currency."
    currency: str


class HoldMismatch(Conflict):
    """The named hold does not cover what is booked, or serves another booking."""

    code = "booking.hold_mismatch"
    message = "The hold does not cover what is booked. Hold exactly this, or leave the hold out."
    hold_id: str | None = None


class InvalidIdNumber(Invalid):
    """The number can't be one of such a document."""

    code = "booking.invalid_id_number"
    message = "This is not a number of such a document."
    id_kind: str


class ChannelNotAllowed(Forbidden):
    """Only staff of the seller book for others."""

    code = "booking.channel_not_allowed"
    message = "Only staff of the seller may use this channel."


class ContactRequired(Invalid):
    """A partner's program has no account from which to take whom to write to."""

    code = "booking.contact_required"
    message = "Say whom to write to about the booking."


class ReasonRequired(Invalid):
    """Staff change other people's bookings with a reason only."""

    code = "booking.reason_required"
    message = "Say why."


class AuditNotAllowed(Forbidden):
    """The audit is for the seller's staff."""

    code = "booking.audit_not_allowed"
    message = "The audit of a booking is for the seller's staff. Its versions are yours to read."


class TooManyUnpaid(TooMany):
    """The caller has as many bookings that wait for payment as are allowed."""

    code = "booking.too_many_unpaid"
    message = "Pay or cancel a booking that waits for payment before you make another."
    limit: int


class AgesRequired(Invalid):
    """The thing is sold from an age on, and the ages of the children are not named, or not all of them."""

    code = "booking.ages_required"
    message = "Name the age of each child."
    children: int


class TooYoung(Invalid):
    """Somebody is younger than the thing is sold to."""

    code = "booking.too_young"
    message = "Somebody of the party is too young for this."
    min_age: int


class BookingClosed(Conflict):
    """The last moment to book has passed."""

    code = "booking.closed"
    message = "It is too late to book this for that time. Choose a later one."
    closed_at: str


class StartTimeRequired(Invalid):
    """None of the times is chosen at which the thing begins; what begins at one time alone takes none."""

    code = "booking.start_time_required"
    message = "Choose one of the start times; without any, leave it out."
    start_times: list[str]


class OrderNotFound(NotFound):
    """The order does not exist, or nothing of it is the caller's."""

    code = "booking.order_not_found"
    message = "There is no such order."
    order_id: str | None = None


class ItemNotFound(NotFound):
    """The booking has no such item, or it is cancelled."""

    code = "booking.item_not_found"
    message = "The booking has no such item."
    item_id: str | None = None


class InvalidPart(Invalid):
    """The item has not as much to give up, or it is not counted so."""

    code = "booking.invalid_part"
    message = "Of a stay name units, of anything else persons, and leave at least one; or cancel it whole."
    item_id: str


class TooManyItems(Invalid):
    """More things than one order takes."""

    code = "booking.too_many_items"
    message = "That is more than one order takes. Split it."
    limit: int


class AlreadyChanging(Conflict):
    """A change of the booking waits for its payment."""

    code = "booking.already_changing"
    message = "A change of this booking waits for its payment. Pay it, or let it end first."
    payable_id: str


class NothingChanges(Invalid):
    """The change leaves the booking as it is."""

    code = "booking.nothing_changes"
    message = "This is how the booking is already."


class TravelStarted(Conflict):
    """The item has begun, and its dates don't move any more."""

    code = "booking.travel_started"
    message = "This has begun already. It can be cancelled, not moved."
    item_id: str


class DifferenceChanged(Conflict):
    """The change does not cost what the client expected."""

    code = "booking.difference_changed"
    message = "The price of the change is another one now. Show it and ask again."
    difference: MoneyFact


class OtherSeller(Invalid):
    """The change adds something that the seller of the booking doesn't sell."""

    code = "booking.other_seller"
    message = "Somebody else sells this. Book it in an order of its own."
    item_id: str
