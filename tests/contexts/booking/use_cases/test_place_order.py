from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection

from contexts.booking import errors
from contexts.booking.contracts import (
    BookingStatus,
    Channel,
    ContactKind,
    CustomerContact,
    IdKind,
    ItemKind,
)
from contexts.booking.domain.people import Contact, Traveller
from contexts.booking.models import AuditEntry, Booking, BookingVersion, Customer
from contexts.booking.use_cases.hold_order import hold_order
from contexts.catalog import errors as catalog_errors
from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from contexts.inventory import errors as inventory_errors
from contexts.payments import api as payments
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.money import Money
from riz.outbox.models import OutboxEvent
from riz.sealing import unseal
from tests.contexts.booking.conftest import DAY, NOW, ONE, book, payable_of, wish

pytestmark = pytest.mark.django_db


def inr(minor):
    return Money(minor, "INR")


def held_on(resource_id, date=DAY):
    (found,) = inventory.list_dates(resource_id=resource_id, first_date=date, end_date=date + ONE)
    return found.held


class TestAPackage:
    def test_is_priced_taxed_held_and_owed(self, sold, asha):
        booking = book(wish=wish(sold.package, adults=2, children=1, infants=1), actor=asha, at=NOW)

        assert booking.status is BookingStatus.ON_HOLD
        assert re.fullmatch(r"TRP-2026-\d{6}", booking.reference)
        (item,) = booking.items
        assert [(line.quantity, line.unit_price, line.tax) for line in item.lines] == [
            (2, inr(580_000), inr(58_000)),
            (1, inr(360_000), inr(18_000)),
            (1, inr(50_000), inr(2_500)),
        ]
        assert booking.total == inr(1_648_500)
        assert (booking.start_date, booking.end_date) == (DAY, DAY + ONE * 2)
        assert held_on(sold.package) == 3
        payable = payments.get_payable(payable_id=payable_of(booking))
        assert payable.amount == booking.total
        assert payable.expires_at == booking.hold_expires_at == NOW + dt.timedelta(seconds=900)
        assert sum(line.tax.amount_minor for line in payable.tax_lines) == 78_500
        assert payable.payees[0].organisation_id == sold.seller

    def test_leaves_two_versions_two_audit_entries_and_two_events(self, sold, asha):
        booking = book(wish=wish(sold.package), actor=asha, at=NOW)

        versions = BookingVersion.objects.filter(booking_id=booking.id)
        assert [(row.version_no, row.snapshot["status"]) for row in versions] == [
            (1, "PENDING"),
            (2, "ON_HOLD"),
        ]
        assert versions[1].snapshot["total"] == {"amount_minor": 1_218_000, "currency": "INR"}
        entries = AuditEntry.objects.filter(booking_id=booking.id)
        assert [(e.action, e.from_status, e.to_status, e.actor) for e in entries] == [
            ("CREATE", "", "PENDING", f"user:{asha.id}"),
            ("HOLD", "PENDING", "ON_HOLD", f"user:{asha.id}"),
        ]
        told = OutboxEvent.objects.filter(aggregate_id=booking.id).order_by("id")
        assert [row.name for row in told] == [
            "booking.booking.created.v1",
            "booking.booking.held.v1",
        ]

    def test_references_count_up_and_name_the_year_in_kolkata(self, sold, asha):
        new_year = dt.datetime(2026, 12, 31, 18, 30, tzinfo=dt.UTC)  # midnight in Kolkata
        first = book(wish=wish(sold.package, adults=1), actor=asha, at=NOW)
        second = book(wish=wish(sold.package, adults=1), actor=asha, at=NOW)
        later = book(
            wish=wish(sold.boat, ItemKind.EXPERIENCE, start_date=dt.date(2027, 1, 6)),
            actor=asha,
            at=new_year,
        )

        named = [booking.reference.split("-")[1:] for booking in (first, second, later)]
        start = int(named[0][1])
        assert [(year, int(number) - start) for year, number in named] == [
            ("2026", 0),
            ("2026", 1),
            ("2027", 2),
        ]


class TestAStay:
    def test_is_priced_by_unit_and_night(self, sold, asha):
        booking = book(
            wish=wish(sold.stay, ItemKind.ACCOMMODATION, quantity=2, adults=4, children=1),
            actor=asha,
            at=NOW,
        )

        (item,) = booking.items
        one_night = [(1, inr(240_000)), (1, inr(60_000)), (1, inr(240_000))]
        assert [(line.quantity, line.unit_price) for line in item.lines] == one_night * 2
        assert booking.total == inr(1_134_000)
        assert held_on(sold.stay) == held_on(sold.stay, DAY + ONE) == 2
        assert held_on(sold.stay, DAY + ONE * 2) == 0

    def test_carries_both_rates_when_one_night_is_dear(self, sold, asha):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE inventory_date SET price_override_minor = 750001 WHERE resource_id = %s AND date = %s",
                [sold.stay, DAY],
            )

        booking = book(wish=wish(sold.stay, ItemKind.ACCOMMODATION), actor=asha, at=NOW)

        lines = booking.items[0].lines
        assert [(line.unit_price, line.tax_rate_basis_points, line.tax) for line in lines] == [
            (inr(750_001), 1800, inr(135_000)),
            (inr(240_000), 500, inr(12_000)),
        ]

    def test_over_the_leap_day_of_2028_would_need_a_calendar_that_reaches_it(self, sold, asha):
        with pytest.raises(inventory_errors.NotOnSale):
            book(
                wish=wish(
                    sold.stay,
                    ItemKind.ACCOMMODATION,
                    start_date=dt.date(2028, 2, 28),
                    end_date=dt.date(2028, 3, 1),
                ),
                actor=asha,
                at=NOW,
            )


class TestAnExperience:
    def test_counts_adults_and_children_on_one_date(self, sold, asha):
        booking = book(
            wish=wish(sold.boat, ItemKind.EXPERIENCE, adults=1, children=2, infants=1),
            actor=asha,
            at=NOW,
        )

        assert booking.total == inr(100_300)
        assert held_on(sold.boat) == 3

    def test_that_costs_nothing_is_confirmed_without_a_payable(self, sold, asha, deliver_events):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE inventory_date SET price_override_minor = 0")

        booking = book(wish=wish(sold.stay, ItemKind.ACCOMMODATION), actor=asha, at=NOW)

        assert booking.status is BookingStatus.CONFIRMED
        assert (booking.total, payable_of(booking)) == (inr(0), None)
        assert held_on(sold.stay) == 0


class TestRefusals:
    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"adults": 0}, errors.NoTravellers),
            ({"adults": 0, "children": 1}, errors.AdultRequired),
            ({"adults": 31}, errors.PartyTooLarge),
            ({"adults": 5}, errors.PartyTooLarge),
            ({"start_date": NOW.date() - ONE}, errors.DateInPast),
            ({"start_date": DAY + ONE}, errors.NotOfferedOnDate),
            ({"end_date": DAY + ONE}, errors.InvalidDates),
        ],
    )
    def test_of_a_package(self, sold, asha, facts, refusal):
        with pytest.raises(refusal):
            book(wish=wish(sold.package, **facts), actor=asha, at=NOW)

        assert not Booking.objects.exists()

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"adults": 4}, errors.PartyTooLarge),
            ({"quantity": 3}, errors.PartyTooLarge),
            ({"end_date": None}, errors.InvalidDates),
            ({"end_date": DAY}, errors.InvalidDates),
        ],
    )
    def test_of_a_stay(self, sold, asha, facts, refusal):
        with pytest.raises(refusal):
            book(wish=wish(sold.stay, ItemKind.ACCOMMODATION, **facts), actor=asha, at=NOW)

    def test_of_what_is_unknown(self, sold, asha):
        with pytest.raises(catalog_errors.PackageNotFound):
            book(wish=wish(new_id()), actor=asha, at=NOW)

    def test_of_what_is_sold_out_leaves_nothing(self, sold, asha):
        book(wish=wish(sold.package, adults=3), actor=asha, at=NOW)

        with pytest.raises(inventory_errors.SoldOut):
            book(wish=wish(sold.package, adults=2), actor=asha, at=NOW)

        assert Booking.objects.count() == 1
        assert held_on(sold.package) == 3

    def test_of_more_than_may_wait_for_payment(self, sold, asha, stranger, clerk, settings):
        settings.RIZ_UNPAID_BOOKINGS_LIMIT = 1
        book(wish=wish(sold.package, adults=1), actor=asha, at=NOW)

        with pytest.raises(errors.TooManyUnpaid) as refusal:
            book(wish=wish(sold.package, adults=1), actor=asha, at=NOW)

        assert refusal.value.details["retry_after_seconds"] == 900
        assert held_on(sold.package) == 1
        assert book(wish=wish(sold.package, adults=1), actor=stranger, at=NOW)
        for _ in range(2):
            assert book(wish=wish(sold.package, adults=1), actor=clerk, at=NOW)

    def test_of_another_price_or_currency_than_expected(self, sold, asha):
        with pytest.raises(errors.PriceChanged) as changed:
            book(wish=wish(sold.package), actor=asha, at=NOW, expected_total=inr(1_000))
        with pytest.raises(errors.WrongCurrency):
            book(wish=wish(sold.package), actor=asha, at=NOW, expected_total=Money(1_000, "USD"))

        assert changed.value.details["total"] == {"amount_minor": 1_218_000, "currency": "INR"}
        assert book(wish=wish(sold.package), actor=asha, at=NOW, expected_total=inr(1_218_000))

    def test_of_the_desks_channel_to_travellers(self, sold, asha, clerk):
        with pytest.raises(errors.ChannelNotAllowed):
            book(wish=wish(sold.package), actor=asha, at=NOW, channel=Channel.WALK_IN)

        walk_in = book(
            wish=wish(sold.package),
            actor=clerk,
            at=NOW,
            channel=Channel.WALK_IN,
            contact=Contact(name="Bijoy", email="bijoy@riz.example"),
        )
        assert (walk_in.channel, walk_in.contact_name) == (Channel.WALK_IN, "Bijoy")


class TestHoldsPlacedBefore:
    def hold(self, sold, actor, quantity=2):
        return inventory.place_hold(
            lines=[
                inventory_contracts.HoldLine(
                    resource_id=sold.package, first_date=DAY, end_date=DAY + ONE, quantity=quantity
                )
            ],
            requester=f"user:{actor.id}",
            expires_at=NOW + ONE,
            actor=SYSTEM,
            at=NOW,
        )

    def test_are_taken_over_and_not_held_twice(self, sold, asha):
        hold = self.hold(sold, asha)

        booking = book(wish=wish(sold.package), actor=asha, at=NOW, hold_id=hold.id)

        assert booking.hold_id == hold.id
        assert booking.hold_expires_at == NOW + ONE
        assert held_on(sold.package) == 2
        with pytest.raises(inventory_errors.HoldNotFound):
            book(wish=wish(sold.package), actor=asha, at=NOW, hold_id=hold.id)

    def test_have_to_be_the_callers_exact_and_alive(self, sold, asha, stranger):
        others, larger, own = (
            self.hold(sold, stranger, 1),
            self.hold(sold, asha, 1),
            self.hold(sold, asha),
        )

        for hold, at, refusal in (
            (others, NOW, inventory_errors.HoldNotFound),
            (larger, NOW, errors.HoldMismatch),
            (own, NOW + ONE, inventory_errors.HoldExpired),
        ):
            with pytest.raises(refusal):
                book(wish=wish(sold.package), actor=asha, at=at, hold_id=hold.id)

    def test_can_come_after_the_booking(self, sold, asha):
        pending = book(wish=wish(sold.package), actor=asha, at=NOW, place_hold=False)

        assert (pending.status, payable_of(pending)) == (BookingStatus.PENDING, None)

        (held,) = hold_order(booking_id=pending.id, actor=asha, at=NOW).bookings

        assert (held.status, held.version) == (BookingStatus.ON_HOLD, 2)
        assert held_on(sold.package) == 2
        with pytest.raises(errors.WrongState):
            hold_order(booking_id=pending.id, actor=asha, at=NOW)


class TestPeople:
    @pytest.mark.parametrize(
        ("kind", "written", "masked", "kept"),
        [
            (IdKind.PASSPORT, "K 1234567", "••••4567", "K1234567"),
            (IdKind.AADHAAR, "2341 2341 2346", "••••••••2346", ""),
        ],
    )
    def test_documents_are_masked_in_sight_and_sealed_where_they_may_be_kept(
        self, sold, asha, kind, written, masked, kept
    ):
        ravi = Traveller(
            full_name="Ravi",
            id_kind=kind,
            id_number=written,
            contacts=(
                CustomerContact(kind=ContactKind.EMERGENCY, name="Mina", phone="+913812225556"),
            ),
        )

        booking = book(wish=wish(sold.package), actor=asha, at=NOW, travellers=(ravi,))

        row = Customer.objects.get()
        assert booking.customers[0].id_number_masked == masked
        assert booking.customers[0].contacts == ravi.contacts
        assert written not in row.id_number_sealed
        assert (unseal(row.id_number_sealed) if row.id_number_sealed else "") == kept
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM booking_bookingversion WHERE snapshot::text ~ '1234567|234123412'"
            )
            assert cursor.fetchone() == (0,)

    def test_a_number_that_can_not_be_is_refused(self, sold, asha):
        ravi = Traveller(full_name="Ravi", id_kind=IdKind.AADHAAR, id_number="012")

        with pytest.raises(errors.InvalidIdNumber):
            book(wish=wish(sold.package), actor=asha, at=NOW, travellers=(ravi,))

    def test_no_more_people_than_travel(self, sold, asha):
        with pytest.raises(errors.TooManyCustomers):
            book(
                wish=wish(sold.package, adults=1),
                actor=asha,
                at=NOW,
                travellers=(Traveller(full_name="A"), Traveller(full_name="B")),
            )
