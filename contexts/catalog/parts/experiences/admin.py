"""Staff screen of experiences."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from riz import clock
from riz.mapping import to_contract
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.forms import AmountField, AmountsForm
from riz.operations.staff.organisations import OrganisationAdmin
from riz.operations.staff.screens import StaffInline

from . import contracts, models
from .domain import policies
from .domain.checks import opening_faults
from .use_cases.register_experience import register_experience
from .use_cases.revise_experience import revise_experience
from .use_cases.set_experience_active import set_experience_active


class StartTimesField(SimpleArrayField):
    """Times of day, with commas between."""

    def prepare_value(self, value: Any) -> Any:
        """Write hours and minutes."""
        return ", ".join(f"{time:%H:%M}" for time in value) if isinstance(value, list) else value


class ExperienceForm(AmountsForm):
    """An experience as staff state it, prices in major units."""

    amounts: ClassVar = {"adult_price": "adult_price_minor", "child_price": "child_price_minor"}
    adult_price = AmountField(help_text="For one person, before tax.")
    child_price = AmountField(help_text="For one child; infants go free.")
    start_times = StartTimesField(
        forms.TimeField(),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Such as 09:00, 16:30; each for its own daily capacity. Without any, the day is sold as a whole.",
    )

    class Meta:
        model = models.Experience
        fields = (
            "seller_id",
            "title",
            "slug",
            "kind",
            "difficulty",
            "description",
            "duration_seconds",
            "currency",
            "daily_capacity",
            "min_age",
            "start_times",
            "booking_cutoff_minutes",
        )


class OpeningHoursFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Opening hours that make sense together."""

    def clean(self) -> None:
        """Refuse none at all, and windows that overlap."""
        super().clean()
        if any(self.errors):
            return
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        if faults := opening_faults(_hours([row for row in rows if not row.get("DELETE")])):
            raise forms.ValidationError(faults)


class OpeningHoursInline(StaffInline):
    """The opening hours of an experience."""

    model = models.OpeningHours
    formset = OpeningHoursFormSet
    fields = ("weekday", "opens_at", "closes_at")
    ordering = ("weekday", "opens_at")
    extra = 0


class ExperienceStopInline(StaffInline):
    """Where it takes place."""

    model = models.ExperienceStop
    verbose_name = "destination"
    verbose_name_plural = "destinations"
    fields = ("position", "destination")
    autocomplete_fields = ("destination",)
    ordering = ("position",)
    extra = 0
    min_num = 1


@admin.register(models.Experience)
class ExperienceAdmin(OrganisationAdmin):
    """Things to do."""

    known_as = "offer"
    names: ClassVar = {"seller_id": "organisation"}
    labels: ClassVar = {"adult_price_minor": "price of an adult"}
    technical = ("version",)
    organisation_field = "seller_id"
    create_action = policies.CREATE
    change_action = policies.CHANGE
    form = ExperienceForm
    list_display = (
        "title", "kind", "difficulty", "adult_price_minor", "daily_capacity", "is_active",
    )  # fmt: skip
    list_filter = ("is_active", "kind", "difficulty")
    search_fields = ("title", "slug")
    fieldsets = (
        (None, {"fields": ("seller_id", "title", "slug", ("kind", "difficulty"), "description")}),
        ("Price", {"fields": ("currency", ("adult_price", "child_price"))}),
        ("Taking part", {"fields": ("duration_seconds", ("daily_capacity", "min_age"))}),
        ("Starts", {"fields": ("start_times", "booking_cutoff_minutes")}),
        ("State", {"fields": ("time_zone", "is_active", "version", "created_at", "updated_at")}),
    )
    readonly_fields = ("time_zone", "is_active", "version", "created_at", "updated_at")
    ordering = ("title", "id")
    inlines = (ExperienceStopInline, OpeningHoursInline)
    actions = ("withdraw", "reinstate")

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the experience."""
        facts = _facts(form.cleaned_data, inlines)
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_experience(
                seller_id=form.cleaned_data["seller_id"], facts=facts, actor=actor, at=at
            ).id
        return revise_experience(experience_id=form.instance.pk, facts=facts, actor=actor, at=at).id

    withdraw = use_case_action(
        set_experience_active,
        key="experience_id",
        says="Withdraw from offer",
        done="Withdrawn",
        is_active=False,
        applies_to=lambda row: row.is_active,
    )
    reinstate = use_case_action(
        set_experience_active,
        key="experience_id",
        says="Offer again",
        done="Offered again",
        is_active=True,
        applies_to=lambda row: not row.is_active,
    )


def _facts(stated: dict[str, Any], inlines: dict[str, Any]) -> contracts.ExperienceFacts:
    stops = sorted(inlines["stops"], key=lambda stop: int(stop["position"]))
    return to_contract(
        contracts.ExperienceFacts,
        stated,
        destinations=tuple(stop["destination"].slug for stop in stops),
        adult_price=stated["adult_price"],
        child_price=stated["child_price"],
        opening_hours=_hours(inlines["opening_hours"]),
    )


def _hours(rows: list[dict[str, Any]]) -> tuple[contracts.OpeningHours, ...]:
    return tuple(to_contract(contracts.OpeningHours, row) for row in rows)
