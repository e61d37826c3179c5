"""Staff screen of accommodations."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest

from riz import clock
from riz.mapping import to_contract
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.forms import AmountField, AmountsForm
from riz.operations.staff.organisations import OrganisationAdmin

from . import contracts, models
from .domain import policies
from .domain.checks import faults_of
from .use_cases.register_accommodation import register_accommodation
from .use_cases.revise_accommodation import revise_accommodation
from .use_cases.set_accommodation_active import set_accommodation_active


class AccommodationForm(AmountsForm):
    """An accommodation as staff state it, prices in major units."""

    amounts: ClassVar = {
        "base_price": "base_price_minor",
        "extra_guest_price": "extra_guest_price_minor",
    }
    base_price = AmountField(help_text="For one unit and night, before tax.")
    extra_guest_price = AmountField(help_text="For each guest beyond the base occupancy.")

    class Meta:
        model = models.Accommodation
        fields = (
            "seller_id",
            "destination",
            "name",
            "slug",
            "kind",
            "description",
            "currency",
            "base_occupancy",
            "max_occupancy",
            "units",
            "amenities",
            "check_in_time",
            "check_out_time",
        )

    def clean(self) -> dict[str, Any]:
        """Check the facts against each other."""
        stated = super().clean()
        if not self.errors:
            for field, texts in faults_of(to_facts(stated)).items():
                self.add_error(field, texts)
        return stated


def to_facts(stated: dict[str, Any]) -> contracts.AccommodationFacts:
    """Make facts of a form's values."""
    return to_contract(
        contracts.AccommodationFacts,
        stated,
        destination=stated["destination"].slug,
        base_price=stated["base_price"],
        extra_guest_price=stated["extra_guest_price"],
        amenities=tuple(amenity.slug for amenity in stated["amenities"]),
    )


@admin.register(models.Accommodation)
class AccommodationAdmin(OrganisationAdmin):
    """Kinds of units at destinations."""

    known_as = "offer"
    names: ClassVar = {"seller_id": "organisation"}
    labels: ClassVar = {"base_price_minor": "price a night"}
    technical = ("version",)
    organisation_field = "seller_id"
    create_action = policies.CREATE
    change_action = policies.CHANGE
    form = AccommodationForm
    list_display = (
        "name", "destination", "kind", "base_price_minor", "max_occupancy", "units", "is_active",
    )  # fmt: skip
    list_filter = ("is_active", "kind", "destination__district")
    list_select_related = ("destination",)
    search_fields = ("name", "slug", "destination__name")
    autocomplete_fields = ("destination", "amenities")
    fieldsets = (
        (None, {"fields": ("seller_id", "destination", "name", "slug", "kind", "description")}),
        ("Price", {"fields": ("currency", ("base_price", "extra_guest_price"))}),
        ("Room", {"fields": (("base_occupancy", "max_occupancy"), "units", "amenities")}),
        ("Times", {"fields": (("check_in_time", "check_out_time"),)}),
        ("State", {"fields": ("is_active", "version", "created_at", "updated_at")}),
    )
    readonly_fields = ("is_active", "version", "created_at", "updated_at")
    ordering = ("name", "id")
    actions = ("withdraw", "reinstate")

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the accommodation."""
        del inlines
        facts = to_facts(form.cleaned_data)
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_accommodation(
                seller_id=form.cleaned_data["seller_id"], facts=facts, actor=actor, at=at
            ).id
        return revise_accommodation(
            accommodation_id=form.instance.pk, facts=facts, actor=actor, at=at
        ).id

    withdraw = use_case_action(
        set_accommodation_active,
        key="accommodation_id",
        says="Withdraw from offer",
        done="Withdrawn",
        is_active=False,
        applies_to=lambda row: row.is_active,
    )
    reinstate = use_case_action(
        set_accommodation_active,
        key="accommodation_id",
        says="Offer again",
        done="Offered again",
        is_active=True,
        applies_to=lambda row: not row.is_active,
    )
