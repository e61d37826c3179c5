"""Forget a person who booked, or for whom somebody else did."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from riz.locking import lock_all
from riz.personal_data import Person, erased_person, without
from riz.use_cases import use_case

from ..models import AuditEntry, Booking, BookingVersion, Customer, CustomerContact, Order

NOBODY = "erased"
NOWHERE = "erased@erased.invalid"


@use_case
def forget_customer(*, user_id: UUID, at: dt.datetime) -> int:
    """Take names, addresses and documents off the person's bookings, their versions and audits; return how many.

    What was sold, when and for how much stays, for tax law wants it. Those who travelled along in the person's own
    bookings are forgotten too: only the person could say who they are. Twice is as once.
    """
    person = erased_person(user_id=user_id)
    ordered = Order.objects.filter(_ordered_by(user_id, person)).exclude(contact_name=NOBODY)
    orders = {order.id: order for order in lock_all(ordered, no_key=True)}
    own = lock_all(Booking.objects.filter(order_id__in=orders), no_key=True)
    along = Customer.objects.none()
    if person is not None:
        along = Customer.objects.filter(email__iexact=person.email)
    with_them = Booking.objects.filter(id__in=along.values("booking_id"))
    booked_for = lock_all(with_them, no_key=True)
    _let_history_be_changed()
    for order in orders.values():
        _forget_contact(order)
    for booking in own:
        _forget_customers(Customer.objects.filter(booking=booking))
        booking.reason = without(person, booking.reason)
        booking.mark_changed(at=at)
        booking.save()
    for booking in booked_for:
        _forget_customers(booking.customers.filter(email__iexact=person.email if person else ""))
    for booking in {row.id: row for row in (*own, *booked_for)}.values():
        _forget_in_history(booking, person, whole=booking in own)
    return len(own) + len(booked_for)


def _ordered_by(user_id: UUID, person: Person | None) -> Q:
    own = Q(created_by=user_id)
    return own | Q(contact_email__iexact=person.email) if person is not None else own


def _let_history_be_changed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('riz.forgets_a_person', 'yes', true)")


def _forget_customers(customers: Any) -> None:
    ids = list(customers.values_list("id", flat=True))
    CustomerContact.objects.filter(customer_id__in=ids).delete()
    Customer.objects.filter(id__in=ids).update(
        full_name=NOBODY,
        email="",
        phone="",
        id_kind=None,
        id_number_sealed="",
        id_number_masked="",
    )


def _forget_contact(order: Order) -> None:
    order.contact_name = NOBODY
    order.contact_email = NOWHERE
    order.contact_phone = ""
    order.save(update_fields=["contact_name", "contact_email", "contact_phone"])


def _forget_in_history(booking: Booking, person: Person | None, *, whole: bool) -> None:
    for version in BookingVersion.objects.filter(booking=booking):
        version.snapshot = _forgotten(version.snapshot, person, whole=whole)
        version.save(update_fields=["snapshot"])
    for entry in AuditEntry.objects.filter(booking=booking).exclude(reason=""):
        entry.reason = without(person, entry.reason)
        entry.save(update_fields=["reason"])


def _forgotten(snapshot: dict[str, Any], person: Person | None, *, whole: bool) -> dict[str, Any]:
    kept = {**snapshot, "reason": without(person, snapshot.get("reason", ""))}
    if whole:
        kept |= {"contact_name": NOBODY, "contact_email": NOWHERE, "contact_phone": ""}
    kept["customers"] = [
        _nobody(customer) if whole or _is_of(customer, person) else customer
        for customer in snapshot.get("customers", [])
    ]
    return kept


def _is_of(customer: dict[str, Any], person: Person | None) -> bool:
    return person is not None and customer.get("email", "").lower() == person.email


def _nobody(customer: dict[str, Any]) -> dict[str, Any]:
    return {
        "full_name": NOBODY,
        "email": "",
        "phone": "",
        "traveller_kind": customer.get("traveller_kind"),
        "id_kind": None,
        "id_number_masked": "",
        "contacts": [],
    }
