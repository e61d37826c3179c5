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
    ModificationQuote,
    Order,
    OrderQuote,
    TravellerKind,
)
from ..domain.offers import Wish
from ..domain.parts import Part
from ..domain.people import Contact, Traveller
from ..domain.targets import Target
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
    start_time = serializers.TimeField(
        allow_null=True, default=None, help_text="of what starts at several times of a day"
    )
    child_ages = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=17),
        max_length=MAX_COUNT,
        default=list,
        help_text="one for each child",
    )


class QuoteInput(StrictSerializer):
    """Things that an order would be of, all sold in one currency."""

    items = serializers.ListField(child=WishInput(), min_length=1, max_length=MAX_ITEMS)

    def to_wishes(self) -> list[Wish]:
        """Return what is asked for."""
        return [_to_wish(item) for item in self.validated_data["items"]]


class OrderInput(QuoteInput):
    """The things to order, and for whom. What is left out of the contact comes from the caller's account."""

    customers = serializers.ListField(child=CustomerInput(), max_length=100, default=list)
    contact_name = LineField(max_length=_TEXT, allow_blank=True, default="")
    contact_email = EmailField(allow_blank=True, default="")
    contact_phone = PhoneField(allow_blank=True, default="")
    channel = EnumField(Channel, default=Channel.ONLINE)
    trip_id = UuidField(
        allow_null=True, default=None, help_text="the journey that it is for; lets nobody see it"
    )
    hold_id = UuidField(allow_null=True, default=None)
    place_hold = serializers.BooleanField(default=True)
    pays_in_full = serializers.BooleanField(
        default=False, help_text="at once, also where a deposit would do"
    )
    expected_total = MoneySerializer(
        required=False,
        allow_null=True,
        help_text="what the payer was shown; another price is refused",
    )

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


class PartInput(StrictSerializer):
    """So much of an item: units of a stay, or persons of anything else; nothing named means the whole."""

    id = UuidField()
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, required=False)
    adults = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, required=False)
    children = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, required=False)
    infants = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, required=False)


class PartsInput(StrictSerializer):
    """The items, or parts of them, that would be cancelled; without any, all of the booking."""

    parts = serializers.ListField(
        child=PartInput(), min_length=1, max_length=MAX_ITEMS, allow_null=True, default=None
    )

    def to_parts(self) -> list[Part] | None:
        """Return what falls away."""
        parts = self.validated_data["parts"]
        return None if parts is None else [Part(**part) for part in parts]


class CancelInput(PartsInput):
    """The reason, which staff have to give, and what is cancelled."""

    reason = LineField(max_length=500, allow_blank=True, default="")


class TargetInput(WishInput):
    """A thing as it is to be; without the id of an item, something that is added."""

    id = UuidField(allow_null=True, default=None)


class TargetsInput(StrictSerializer):
    """The items that change; those that aren't named stay."""

    items = serializers.ListField(child=TargetInput(), min_length=1, max_length=MAX_ITEMS)

    def to_targets(self) -> list[Target]:
        """Return what is to be."""
        return [Target(id=item["id"], wish=_to_wish(item)) for item in self.validated_data["items"]]


class ModifyInput(TargetsInput):
    """The items that change, the reason, which staff have to give, and the difference that the payer was shown."""

    reason = LineField(max_length=500, allow_blank=True, default="")
    expected_difference = MoneySerializer(required=False, allow_null=True)


class BookingHoldInput(StrictSerializer):
    """A hold that the caller placed before, if there is one."""

    hold_id = UuidField(allow_null=True, default=None)


class BookingQuery(QuerySerializer):
    """Filters of a list."""

    status = EnumField(BookingStatus, required=False)
    reference = LineField(max_length=24, required=False, help_text="or how it begins")
    name = LineField(
        max_length=_TEXT, required=False, help_text="of the contact or a traveller, or a part of it"
    )
    phone = PhoneField(required=False)
    item_id = UuidField(required=False)
    trip_id = UuidField(required=False)
    start_from = serializers.DateField(required=False)
    start_to = serializers.DateField(required=False)


BookingSerializer = output(Booking, sample=examples.BOOKING)
OrderSerializer = output(Order, sample=examples.ORDER)
ModificationQuoteSerializer = output(ModificationQuote, sample=examples.MODIFICATION_QUOTE)
OrderQuoteSerializer = output(OrderQuote, sample=examples.ORDER_QUOTE)
CancellationQuoteSerializer = output(CancellationQuote, sample=examples.CANCELLATION_QUOTE)
BookingVersionSerializer = output(BookingVersion)
AuditEntrySerializer = output(AuditEntry)


def _to_traveller(who: dict[str, Any]) -> Traveller:
    contacts = tuple(CustomerContact(**contact) for contact in who["contacts"])
    return Traveller(**{**who, "contacts": contacts})


def _to_wish(item: dict[str, Any]) -> Wish:
    return to_contract(Wish, item)
