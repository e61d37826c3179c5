"""Create a booking."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import connection

from contexts.identity import api as identity
from riz.actor import Actor
from riz.clock import local_date
from riz.ids import new_id
from riz.money import Money
from riz.outbox.publishing import publish
from riz.policies import Target, require
from riz.sealing import seal
from riz.use_cases import use_case

from .. import contracts, errors, events, queries
from ..contracts import BookingStatus, Channel, Source
from ..domain import id_numbers, policies, references
from ..domain.offers import Offer, Wish
from ..domain.parties import check_party
from ..domain.people import Contact, Traveller
from ..models import Booking, BookingItem, Customer, CustomerContact
from ._history import record
from ._holding import hold
from ._offers import make_offer
from ._stock import check_unpaid, hold_stock, to_line


@use_case
def create_booking(
    *,
    wish: Wish,
    actor: Actor,
    at: dt.datetime,
    contact: Contact | None = None,
    travellers: tuple[Traveller, ...] = (),
    source: Source | None = None,
    channel: Channel = Channel.ONLINE,
    hold_id: UUID | None = None,
    place_hold: bool = True,
    expected_total: Money | None = None,
) -> contracts.Booking:
    """Write an order down and, unless told not to, hold its stock and open its payable."""
    require(actor, policies.CREATE)
    check_party(wish=wish, limit=settings.RIZ_PARTY_LIMIT)
    if len(travellers) > wish.persons + wish.infants:
        raise errors.TooManyCustomers(travellers=wish.persons + wish.infants)
    source = source or (Source.API if actor.partner_id else Source.PORTAL)
    offer = make_offer(wish=wish, at=at)
    _check_expectation(offer, expected_total)
    _check_channel(channel, offer, actor)
    check_unpaid(seller_id=offer.seller_id, actor=actor, at=at)
    booking_id = new_id()
    stock = (
        hold_stock(
            booking_id=booking_id,
            lines=(to_line(offer.stock),),
            hold_id=hold_id,
            actor=actor,
            at=at,
        )
        if place_hold
        else None
    )
    booking = _build(wish, offer, actor, at)
    booking.id, booking.source, booking.channel = booking_id, source, channel
    _address(booking, contact or Contact(), actor)
    booking.refund_tiers = [
        dataclasses.asdict(tier) for tier in queries.current_tiers(source=source)
    ]
    booking.save(force_insert=True)
    _write_items(booking, wish, offer)
    _write_customers(booking, travellers)
    record(booking=booking, action="CREATE", before="", actor=actor, at=at)
    publish(_created(booking, at))
    if stock is not None:
        hold(booking=booking, stock=stock, actor=actor, at=at)
    return queries.to_contract(booking)


def _check_expectation(offer: Offer, expected: Money | None) -> None:
    if expected is None:
        return
    if expected.currency != offer.currency:
        raise errors.WrongCurrency(currency=offer.currency)
    if expected != offer.total:
        raise errors.PriceChanged(total=dataclasses.asdict(offer.total))


def _check_channel(channel: Channel, offer: Offer, actor: Actor) -> None:
    if channel is not Channel.ONLINE:
        seller = Target(organisation_id=offer.seller_id)
        require(actor, policies.CREATE_AT_A_DESK, seller, refusal=errors.ChannelNotAllowed)


def _build(wish: Wish, offer: Offer, actor: Actor, at: dt.datetime) -> Booking:
    if actor.id is None:
        raise ValueError("a booking is made by somebody")
    return Booking(
        reference=_next_reference(at),
        status=BookingStatus.PENDING,
        created_by=actor.id,
        seller_id=offer.seller_id,
        kind=wish.kind,
        item_id=wish.item_id,
        item_name=offer.name,
        start_date=offer.start_date,
        end_date=offer.end_date,
        travel_starts_at=offer.travel_starts_at,
        time_zone=offer.time_zone,
        adults=wish.adults,
        children=wish.children,
        infants=wish.infants,
        currency=offer.currency,
        total_minor=offer.total.amount_minor,
        stock_lines=[
            {
                "resource_id": str(offer.stock.resource_id),
                "first_date": offer.stock.first_date.isoformat(),
                "end_date": offer.stock.end_date.isoformat(),
                "quantity": offer.stock.quantity,
            }
        ],
        created_at=at,
        updated_at=at,
    )


def _address(booking: Booking, contact: Contact, actor: Actor) -> None:
    """Note whom to write to: what is left out comes from the caller's account, which a partner's program has not."""
    if actor.partner_id is not None:
        _check_named(contact)
        booking.contact_name, booking.contact_email = contact.name, contact.email
        booking.contact_phone = contact.phone
        return
    account = identity.get_user(user_id=booking.created_by)
    booking.contact_name = contact.name or account.full_name
    booking.contact_email = contact.email or account.email
    booking.contact_phone = contact.phone


def _check_named(contact: Contact) -> None:
    named = {"contact_name": contact.name, "contact_email": contact.email}
    if missing := [field for field, value in named.items() if not value]:
        raise errors.ContactRequired(errors={field: ["Name it."] for field in missing})


def _next_reference(at: dt.datetime) -> str:
    year = local_date(at, references.YEARS_IN).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('booking_reference')")
        return references.reference(year=year, number=cursor.fetchone()[0])


def _write_items(booking: Booking, wish: Wish, offer: Offer) -> None:
    BookingItem.objects.bulk_create(
        BookingItem(
            booking=booking,
            position=position,
            kind=wish.kind,
            item_id=wish.item_id,
            name=line.name,
            quantity=line.quantity,
            unit_price_minor=line.unit_price.amount_minor,
            price_minor=line.price.amount_minor,
            tax_rule_id=line.tax_rule.id,
            tax_rate_basis_points=line.tax_rule.rate_basis_points,
            sac=line.tax_rule.sac,
            tax_minor=line.tax.amount_minor,
        )
        for position, line in enumerate(offer.lines, start=1)
    )


def _write_customers(booking: Booking, travellers: tuple[Traveller, ...]) -> None:
    rows = Customer.objects.bulk_create(_to_customer(booking, who) for who in travellers)
    CustomerContact.objects.bulk_create(
        CustomerContact(customer=row, kind=contact.kind, name=contact.name, phone=contact.phone)
        for row, who in zip(rows, travellers, strict=True)
        for contact in who.contacts
    )


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
        booking_id=booking.id,
        reference=booking.reference,
        created_by=booking.created_by,
        seller_id=booking.seller_id,
        total=booking.total,
        start_date=booking.start_date,
        end_date=booking.end_date,
        occurred_at=at,
    )
