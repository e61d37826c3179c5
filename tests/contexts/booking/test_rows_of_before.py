"""Rows of before the rules of values: the migration writes them as the rules want them, and loses no word that people need."""

from __future__ import annotations

import pytest

from contexts.booking import models
from tests.contexts.booking.factories import BookingFactory
from tests.support.migrating import migrated, unchecked, write

pytestmark = pytest.mark.django_db
MIGRATION = "0003_values"


def test_bookings_of_before_are_mended_and_keep_whom_to_call():
    row = BookingFactory()
    customer = models.Customer.objects.create(booking=row, full_name="Ravi", traveller_kind="ADULT")
    contact = models.CustomerContact.objects.create(
        customer=customer, kind="EMERGENCY", name="Ravi", phone="+913812225555"
    )
    unchecked("booking", MIGRATION)
    write(
        row, contact_name="A\nB", contact_phone="0381 222 5555", contact_email="Anita@RIZ.example"
    )
    write(contact, phone="ask at the desk")
    write(customer, phone="abc")

    migrated("booking", MIGRATION)

    for each in (row, customer, contact):
        each.refresh_from_db()
    assert (row.contact_name, row.contact_phone) == ("A B", "+913812225555")
    assert (row.contact_email, customer.phone) == ("anita@riz.example", "")
    assert (contact.name, contact.phone) == ("Ravi (ask at the desk)", "")
