"""What booking reads and writes over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import EmailField, LineField, MoneySerializer, PhoneField
from riz.rest.reading import FilterSerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import (
    BookingStatus,
    Channel,
    ContactKind,
    CustomerContact,
    IdKind,
    ItemKind,
    PaymentStatus,
    Source,
    TravellerKind,
)
from ..domain.offers import Wish
from ..domain.people import Contact, Traveller

MAX_COUNT = 1000
_TEXT = 200


class ContactInput(StrictSerializer):
    """A number to call about a traveller."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ContactKind])
    name = LineField(max_length=_TEXT, allow_blank=True, default="")
    phone = PhoneField()


class CustomerInput(StrictSerializer):
    """A person who travels. The number of the document is sealed and never shown again."""

    full_name = LineField(max_length=_TEXT)
    email = EmailField(allow_blank=True, default="")
    phone = PhoneField(allow_blank=True, default="")
    traveller_kind = serializers.ChoiceField(
        choices=[kind.value for kind in TravellerKind], default=TravellerKind.ADULT.value
    )
    id_kind = serializers.ChoiceField(
        choices=[kind.value for kind in IdKind], allow_null=True, default=None
    )
    id_number = serializers.CharField(max_length=32, allow_blank=True, default="", write_only=True)
    contacts = serializers.ListField(child=ContactInput(), max_length=4, default=list)


class BookingInput(StrictSerializer):
    """What to book, for whom. What is left out of the contact comes from the caller's account."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ItemKind])
    item_id = serializers.UUIDField()
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
    customers = serializers.ListField(child=CustomerInput(), max_length=100, default=list)
    contact_name = LineField(max_length=_TEXT, allow_blank=True, default="")
    contact_email = EmailField(allow_blank=True, default="")
    contact_phone = PhoneField(allow_blank=True, default="")
    channel = serializers.ChoiceField(
        choices=[channel.value for channel in Channel], default=Channel.ONLINE.value
    )
    hold_id = serializers.UUIDField(allow_null=True, default=None)
    place_hold = serializers.BooleanField(default=True)
    expected_total = MoneySerializer(
        required=False,
        allow_null=True,
        help_text="what the payer was shown; another price is refused",
    )

    def to_wish(self) -> Wish:
        """Return what is asked for."""
        given = self.validated_data
        return Wish(
            kind=ItemKind(given["kind"]),
            **{
                name: given[name]
                for name in (
                    "item_id",
                    "start_date",
                    "end_date",
                    "quantity",
                    "adults",
                    "children",
                    "infants",
                )
            },
        )

    def to_contact(self) -> Contact:
        """Return whom to write to."""
        given = self.validated_data
        return Contact(
            name=given["contact_name"],
            email=given["contact_email"],
            phone=given["contact_phone"],
        )

    def to_travellers(self) -> tuple[Traveller, ...]:
        """Return who travels."""
        return tuple(_to_traveller(who) for who in self.validated_data["customers"])


class CancelInput(StrictSerializer):
    """Why; staff have to say it."""

    reason = LineField(max_length=500, allow_blank=True, default="")


class BookingHoldInput(StrictSerializer):
    """A hold that the caller placed before, if there is one."""

    hold_id = serializers.UUIDField(allow_null=True, default=None)


class BookingQuery(FilterSerializer):
    """What the list is narrowed to."""

    status = serializers.ChoiceField(
        choices=[status.value for status in BookingStatus], required=False
    )
    reference = serializers.CharField(max_length=20, required=False)
    start_from = serializers.DateField(required=False)
    start_to = serializers.DateField(required=False)


class BookingItemSerializer(serializers.Serializer[Any]):
    """What was bought, as it was at the time; tax comes on top of the price."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ItemKind])
    item_id = serializers.UUIDField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneySerializer()
    price = MoneySerializer()
    tax_rate_basis_points = serializers.IntegerField()
    tax = MoneySerializer()


class CustomerContactSerializer(serializers.Serializer[Any]):
    """A number to call about a traveller."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ContactKind])
    name = serializers.CharField(allow_blank=True)
    phone = PhoneField()


class CustomerSerializer(serializers.Serializer[Any]):
    """A person who travels."""

    full_name = serializers.CharField()
    email = serializers.EmailField(allow_blank=True)
    phone = PhoneField(allow_blank=True)
    traveller_kind = serializers.ChoiceField(choices=[kind.value for kind in TravellerKind])
    id_kind = serializers.ChoiceField(choices=[kind.value for kind in IdKind], allow_null=True)
    id_number_masked = serializers.CharField(allow_blank=True)
    contacts = CustomerContactSerializer(many=True)


class BookingSerializer(serializers.Serializer[Any]):
    """An order; travel is the half-open [start_date, end_date) in the place's zone."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=[status.value for status in BookingStatus])
    payment_status = serializers.ChoiceField(choices=[status.value for status in PaymentStatus])
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[source.value for source in Source]
    )
    channel = serializers.ChoiceField(choices=[channel.value for channel in Channel])
    created_by = serializers.UUIDField()
    seller_id = serializers.UUIDField()
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    time_zone = serializers.CharField()
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    infants = serializers.IntegerField()
    contact_name = serializers.CharField()
    contact_email = serializers.EmailField()
    contact_phone = PhoneField(allow_blank=True)
    customers = CustomerSerializer(many=True)
    items = BookingItemSerializer(many=True)
    total = MoneySerializer()
    paid = MoneySerializer()
    refund_due = MoneySerializer()
    refunded = MoneySerializer()
    payable_id = serializers.UUIDField(allow_null=True)
    hold_id = serializers.UUIDField(allow_null=True)
    hold_expires_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class RefundTierSerializer(serializers.Serializer[Any]):
    """A term of cancellation."""

    hours_before = serializers.IntegerField()
    refund_percent = serializers.IntegerField()


class CancellationQuoteSerializer(serializers.Serializer[Any]):
    """What would go back if the booking were cancelled now."""

    booking_id = serializers.UUIDField()
    quoted_at = serializers.DateTimeField()
    travel_starts_at = serializers.DateTimeField()
    refund_percent = serializers.IntegerField()
    paid = MoneySerializer()
    refund = MoneySerializer()
    tiers = RefundTierSerializer(many=True)


class BookingVersionSerializer(serializers.Serializer[Any]):
    """The whole booking after a change."""

    version_no = serializers.IntegerField()
    status = serializers.ChoiceField(choices=[status.value for status in BookingStatus])
    snapshot = serializers.DictField()
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()


class AuditEntrySerializer(serializers.Serializer[Any]):
    """Who changed what."""

    actor = serializers.CharField()
    action = serializers.CharField()
    from_status = serializers.CharField(allow_blank=True)
    to_status = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    request_id = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


def _to_traveller(who: dict[str, Any]) -> Traveller:
    return Traveller(
        full_name=who["full_name"],
        email=who["email"],
        phone=who["phone"],
        traveller_kind=TravellerKind(who["traveller_kind"]),
        id_kind=IdKind(who["id_kind"]) if who["id_kind"] else None,
        id_number=who["id_number"],
        contacts=tuple(
            CustomerContact(
                kind=ContactKind(contact["kind"]), name=contact["name"], phone=contact["phone"]
            )
            for contact in who["contacts"]
        ),
    )
