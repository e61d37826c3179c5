"""Placing an order of one or more things."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from contexts.identity import api as identity
from riz.actor import Actor
from riz.clock import local_date
from riz.errors import RizError
from riz.ids import new_id
from riz.money import Money, total
from riz.outbox.publishing import publish
from riz.policies import Target, require
from riz.sealing import seal
from riz.use_cases import use_case

from .. import contracts, errors, events, queries
from ..contracts import Channel, Source
from ..domain import id_numbers, policies, references
from ..domain.offers import Offer, Wish
from ..domain.people import Contact, Traveller
from ..models import Booking, Customer, CustomerContact, Order
from ._confirming import facts_of, hold
from ._history import Change, record
from ._items import keep_at_hand, title_of, total_of, write_items
from ._offers import due_of, make_offers
from ._stock import check_unpaid, hold_stock, to_line
from ._terms import load_deposits, load_terms

MAX_ITEMS = 20


@use_case
def place_order(
    *,
    wishes: Sequence[Wish],
    actor: Actor,
    at: dt.datetime,
    contact: Contact | None = None,
    travellers: tuple[Traveller, ...] = (),
    source: Source | None = None,
    channel: Channel = Channel.ONLINE,
    hold_id: UUID | None = None,
    place_hold: bool = True,
    expected_total: Money | None = None,
    trip_id: UUID | None = None,
    pays_in_full: bool = False,
) -> contracts.Order:
    """Write an order down, a booking for each seller, and unless told not to, hold its stock and open its payable.

    All of it can be had, or nothing is written.
    """
    require(actor, policies.CREATE)
    source = source or (Source.API if actor.partner_id else Source.PORTAL)
    offers = _offers(wishes, travellers, at)
    _check_expectation(offers, expected_total)
    sellers = list(dict.fromkeys(offer.seller_id for offer in offers))
    _check_channel(channel, sellers, actor)
    check_unpaid(seller_ids=sellers, actor=actor, at=at)
    order_id = new_id()
    stock = (
        hold_stock(
            order_id=order_id,
            lines=[to_line(offer.stock) for offer in offers],
            hold_id=hold_id,
            actor=actor,
            at=at,
        )
        if place_hold
        else None
    )
    order = _build(order_id, offers, contact or Contact(), actor, at)
    order.source, order.channel, order.trip_id = source, channel, trip_id
    order.save(force_insert=True)
    bookings = _write_bookings(order, offers, pays_in_full=pays_in_full, at=at)
    _write_customers(bookings, travellers)
    record(*(Change(booking, "") for booking in bookings), action="CREATE", actor=actor, at=at)
    publish(*(_created(booking, at) for booking in bookings))
    if stock is not None:
        hold(order=order, bookings=bookings, stock=stock, actor=actor, at=at)
    return queries.to_order(order, bookings=bookings)


def _offers(
    wishes: Sequence[Wish], travellers: tuple[Traveller, ...], at: dt.datetime
) -> list[Offer]:
    if not 1 <= len(wishes) <= MAX_ITEMS:
        raise errors.TooManyItems(limit=MAX_ITEMS)
    offers: list[Offer] = []
    for offer in make_offers(wishes=wishes, at=at):
        if isinstance(offer, RizError):
            raise offer
        offers.append(offer)
    if len({offer.currency for offer in offers}) > 1:
        raise errors.WrongCurrency(currency=offers[0].currency)
    largest = max(wish.travellers for wish in wishes)
    if len(travellers) > largest:
        raise errors.TooManyCustomers(travellers=largest)
    return offers


def _check_expectation(offers: Sequence[Offer], expected: Money | None) -> None:
    if expected is None:
        return
    currency = offers[0].currency
    if expected.currency != currency:
        raise errors.WrongCurrency(currency=currency)
    due = total(map(total_of, offers), currency)
    if expected != due:
        raise errors.PriceChanged(total=dataclasses.asdict(due))


def _check_channel(channel: Channel, sellers: Sequence[UUID], actor: Actor) -> None:
    for seller_id in sellers if channel is not Channel.ONLINE else ():
        seller = Target(organisation_id=seller_id)
        require(actor, policies.CREATE_AT_A_DESK, seller, refusal=errors.ChannelNotAllowed)


def _build(
    order_id: UUID, offers: Sequence[Offer], contact: Contact, actor: Actor, at: dt.datetime
) -> Order:
    if actor.id is None:
        raise ValueError("an order is placed by somebody")
    order = Order(
        id=order_id,
        reference=_next_reference(at),
        created_by=actor.id,
        currency=offers[0].currency,
        created_at=at,
    )
    _address(order, contact, actor)
    return order


def _address(order: Order, contact: Contact, actor: Actor) -> None:
    """Keep whom to write to: what is left out comes from the caller's account, which a partner's program has not."""
    order.contact_name, order.contact_email = contact.name, contact.email
    order.contact_phone = contact.phone
    if actor.partner_id is not None:
        _check_named(contact)
    elif not (contact.name and contact.email):
        account = identity.get_user(user_id=order.created_by)
        order.contact_name = contact.name or account.full_name
        order.contact_email = contact.email or account.email


def _check_named(contact: Contact) -> None:
    named = {"contact_name": contact.name, "contact_email": contact.email}
    if missing := [field for field, value in named.items() if not value]:
        raise errors.ContactRequired(errors={field: ["Name it."] for field in missing})


def _next_reference(at: dt.datetime) -> str:
    year = local_date(at, references.YEARS_IN).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('booking_reference')")
        return references.reference(year=year, number=cursor.fetchone()[0])


def _write_bookings(
    order: Order, offers: Sequence[Offer], *, pays_in_full: bool, at: dt.datetime
) -> list[Booking]:
    """Write a booking for each seller, in the order in which they were named."""
    things = {(offer.seller_id, offer.wish.item_id) for offer in offers}
    terms = load_terms(things=things, source=Source(order.source))
    deposits = {} if pays_in_full else load_deposits(things=things)
    by_seller: dict[UUID, list[Offer]] = {}
    for offer in offers:
        by_seller.setdefault(offer.seller_id, []).append(offer)
    bookings = [
        _booking(
            order,
            theirs,
            references.part(reference=order.reference, number=number, of=len(by_seller)),
            at,
        )
        for number, theirs in enumerate(by_seller.values(), start=1)
    ]
    for booking, theirs in zip(bookings, by_seller.values(), strict=True):
        due = [due_of(offer, deposits.get(offer.wish.item_id), at) for offer in theirs]
        booking.deposit_minor = sum(money.amount_minor for money, _ in due)
        booking.balance_due_at = min((until for _, until in due if until), default=None)
    Booking.objects.bulk_create(bookings)
    for booking in bookings:
        keep_at_hand(booking, items=[])
    keep_at_hand(order, payables=[])
    pairs = [
        (booking, offer)
        for booking, theirs in zip(bookings, by_seller.values(), strict=True)
        for offer in theirs
    ]
    items = write_items(bookings=pairs, terms=terms)
    for booking in bookings:
        keep_at_hand(booking, items=[item for item in items if item.booking is booking])
    return bookings


def _booking(order: Order, offers: Sequence[Offer], reference: str, at: dt.datetime) -> Booking:
    first = offers[0]
    return Booking(
        order=order,
        reference=reference,
        title=title_of([offer.name for offer in offers]),
        created_by=order.created_by,
        seller_id=first.seller_id,
        start_date=min(offer.wish.start_date for offer in offers),
        end_date=max(offer.end_date for offer in offers),
        time_zone=first.time_zone,
        currency=order.currency,
        total_minor=total(map(total_of, offers), order.currency).amount_minor,
        created_at=at,
        updated_at=at,
    )


def _write_customers(bookings: Sequence[Booking], travellers: tuple[Traveller, ...]) -> None:
    """Write who travels, for each seller: none of them sees what another sold."""
    rows = [
        (_to_customer(booking, who), who.contacts) for booking in bookings for who in travellers
    ]
    Customer.objects.bulk_create(row for row, _ in rows)
    contacts = [
        CustomerContact(customer=row, kind=each.kind, name=each.name, phone=each.phone)
        for row, theirs in rows
        for each in theirs
    ]
    CustomerContact.objects.bulk_create(contacts)
    for row, _ in rows:
        keep_at_hand(row, contacts=[each for each in contacts if each.customer is row])
    for booking in bookings:
        keep_at_hand(booking, customers=[row for row, _ in rows if row.booking is booking])


def _to_customer(booking: Booking, who: Traveller) -> Customer:
    row = Customer(
        booking=booking,
        full_name=who.full_name,
        email=who.email,
        phone=who.phone,
        traveller_kind=who.traveller_kind,
    )
    if who.id_kind is not None:
        number = id_numbers.normalise(kind=who.id_kind, number=who.id_number)
        row.id_kind = who.id_kind
        row.id_number_masked = id_numbers.mask(kind=who.id_kind, number=number)
        row.id_number_sealed = seal(number) if who.id_kind in id_numbers.MAY_BE_KEPT else ""
    return row


def _created(booking: Booking, at: dt.datetime) -> events.BookingCreated:
    return events.BookingCreated(
        **facts_of(booking),
        created_by=booking.created_by,
        seller_id=booking.seller_id,
        total=booking.total,
        start_date=booking.start_date,
        end_date=booking.end_date,
        occurred_at=at,
    )
