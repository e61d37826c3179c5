"""Serializers of booking."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.mapping import to_contract
from riz.rest.fields import EmailField, EnumField, LineField, MoneySerializer, PhoneField, UuidField
from riz.rest.outputs import output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import (
    AuditEntry,
    Booking,
    BookingStatus,
    BookingVersion,
    CancellationQuote,
    Channel,
    ContactKind,
    CustomerContact,
    IdKind,
    ItemKind,
    OrderQuote,
    TravellerKind,
)
from ..domain.offers import Wish
from ..domain.people import Contact, Traveller
from . import examples

MAX_COUNT = 1000
MAX_ITEMS = 20
_TEXT = 200


class ContactInput(StrictSerializer):
    """A number to call about a traveller."""

    kind = EnumField(ContactKind)
    name = LineField(max_length=_TEXT, allow_blank=True, default="")
    phone = PhoneField()


class CustomerInput(StrictSerializer):
    """A person who travels. The number of the document is sealed and never shown again."""

    full_name = LineField(max_length=_TEXT)
    email = EmailField(allow_blank=True, default="")
    phone = PhoneField(allow_blank=True, default="")
    traveller_kind = EnumField(TravellerKind, default=TravellerKind.ADULT)
    id_kind = EnumField(IdKind, allow_null=True, default=None)
    id_number = serializers.CharField(max_length=32, allow_blank=True, default="", write_only=True)
    contacts = serializers.ListField(child=ContactInput(), max_length=4, default=list)


class WishInput(StrictSerializer):
    """A thing, when, and for how many."""

    kind = EnumField(ItemKind)
    item_id = UuidField()
    start_date = serializers.DateField()
    end_date = serializers.DateField(
        allow_null=True, default=None, help_text="of stays only: the day of departure"
    )
    quantity = serializers.IntegerField(
        min_value=1, max_value=MAX_COUNT, default=1, help_text="units of a stay"
    )
    adults = serializers.IntegerField(min_value=0, max_value=MAX_COUNT, default=1)
    children = serializers.IntegerField(min_value=0, max_value=MAX_COUNT, default=0)
    infants = serializers.IntegerField(min_value=0, max_value=MAX_COUNT, default=0)


class QuoteInput(StrictSerializer):
    """Things that an order would be of, all sold in one currency."""

    items = serializers.ListField(child=WishInput(), min_length=1, max_length=MAX_ITEMS)

    def to_wishes(self) -> list[Wish]:
        """Return what is asked for."""
        return [to_contract(Wish, item) for item in self.validated_data["items"]]


class BookingInput(WishInput):
    """The offer to book, and for whom. What is left out of the contact comes from the caller's account."""

    customers = serializers.ListField(child=CustomerInput(), max_length=100, default=list)
    contact_name = LineField(max_length=_TEXT, allow_blank=True, default="")
    contact_email = EmailField(allow_blank=True, default="")
    contact_phone = PhoneField(allow_blank=True, default="")
    channel = EnumField(Channel, default=Channel.ONLINE)
    hold_id = UuidField(allow_null=True, default=None)
    place_hold = serializers.BooleanField(default=True)
    expected_total = MoneySerializer(
        required=False,
        allow_null=True,
        help_text="what the payer was shown; another price is refused",
    )

    def to_wish(self) -> Wish:
        """Return what is asked for."""
        return to_contract(Wish, self.validated_data)

    def to_contact(self) -> Contact:
        """Return whom to write to."""
        data = self.validated_data
        return Contact(
            name=data["contact_name"],
            email=data["contact_email"],
            phone=data["contact_phone"],
        )

    def to_travellers(self) -> tuple[Traveller, ...]:
        """Return who travels."""
        return tuple(_to_traveller(who) for who in self.validated_data["customers"])


class CancelInput(StrictSerializer):
    """The reason; staff have to say it."""

    reason = LineField(max_length=500, allow_blank=True, default="")


class BookingHoldInput(StrictSerializer):
    """A hold that the caller placed before, if there is one."""

    hold_id = UuidField(allow_null=True, default=None)


class BookingQuery(QuerySerializer):
    """Filters of a list."""

    status = EnumField(BookingStatus, required=False)
    reference = serializers.CharField(max_length=20, required=False)
    start_from = serializers.DateField(required=False)
    start_to = serializers.DateField(required=False)


BookingSerializer = output(Booking, sample=examples.BOOKING)
OrderQuoteSerializer = output(OrderQuote, sample=examples.ORDER_QUOTE)
CancellationQuoteSerializer = output(CancellationQuote, sample=examples.CANCELLATION_QUOTE)
BookingVersionSerializer = output(BookingVersion)
AuditEntrySerializer = output(AuditEntry)


def _to_traveller(who: dict[str, Any]) -> Traveller:
    contacts = tuple(CustomerContact(**contact) for contact in who["contacts"])
    return Traveller(**{**who, "contacts": contacts})
