"""Staff screen of experiences."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contexts.identity import api as identity
from riz import clock
from riz.money import Money
from riz.operations.staff import actor_of_staff
from riz.operations.staff.forms import AmountField, to_money
from riz.operations.staff.screens import OrganisationAdmin, StaffInline

from . import contracts, models
from .domain import policies
from .domain.checks import opening_faults
from .use_cases.register_experience import register_experience
from .use_cases.reinstate_experience import reinstate_experience
from .use_cases.revise_experience import revise_experience
from .use_cases.withdraw_experience import withdraw_experience

AMOUNTS = {"adult_price": "adult_price_minor", "child_price": "child_price_minor"}


class ExperienceForm(forms.ModelForm):  # type: ignore[type-arg]
    """An experience as staff state it, prices in major units."""

    adult_price = AmountField(help_text="For one person, before tax.")
    child_price = AmountField(help_text="For one child; infants go free.")

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
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            for field, column in AMOUNTS.items():
                money = Money(getattr(self.instance, column), self.instance.currency)
                self.fields[field].initial = money.as_decimal()

    def clean(self) -> dict[str, Any]:
        """Count amounts in minor units."""
        stated: dict[str, Any] = super().clean() or self.cleaned_data
        for field in AMOUNTS:
            if field in stated and "currency" in stated:
                try:
                    stated[field] = to_money(stated[field], stated["currency"])
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return stated

    def clean_seller_id(self) -> UUID:
        """Expect an organisation."""
        seller_id: UUID = self.cleaned_data["seller_id"]
        try:
            identity.get_organisation(organisation_id=seller_id)
        except identity.OrganisationNotFound as error:
            raise forms.ValidationError("There is no such organisation.") from error
        return seller_id


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
    """When it opens."""

    model = models.OpeningHours
    formset = OpeningHoursFormSet
    fields = ("weekday", "opens_at", "closes_at")
    ordering = ("weekday", "opens_at")
    extra = 0


class ExperienceStopInline(StaffInline):
    """Where it takes place."""

    model = models.ExperienceStop
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
    technical = ("version",)
    organisation_field = "seller_id"
    create_action = policies.CREATE
    change_action = policies.CHANGE
    form = ExperienceForm
    list_display = ("title", "kind", "difficulty", "price", "daily_capacity", "is_active")
    list_filter = ("is_active", "kind", "difficulty")
    search_fields = ("title", "slug")
    fieldsets = (
        (None, {"fields": ("seller_id", "title", "slug", ("kind", "difficulty"), "description")}),
        ("Price", {"fields": ("currency", ("adult_price", "child_price"))}),
        ("Taking part", {"fields": ("duration_seconds", ("daily_capacity", "min_age"))}),
        ("State", {"fields": ("time_zone", "is_active", "version", "created_at", "updated_at")}),
    )
    readonly_fields = ("time_zone", "is_active", "version", "created_at", "updated_at")
    ordering = ("title", "id")
    inlines = (ExperienceStopInline, OpeningHoursInline)
    actions = ("withdraw", "reinstate")

    @admin.display(description="Price of an adult", ordering="adult_price_minor")
    def price(self, row: models.Experience) -> str:
        """Write the adult's price."""
        return Money(row.adult_price_minor, row.currency).format()

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the experience."""
        facts = _facts(form.cleaned_data, inlines)
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_experience(
                seller_id=form.cleaned_data["seller_id"], facts=facts, actor=actor, at=at
            ).id
        return revise_experience(experience_id=form.instance.pk, facts=facts, actor=actor, at=at).id

    @admin.action(description="Withdraw from offer", permissions=["change"])
    def withdraw(self, request: HttpRequest, rows: QuerySet[models.Experience]) -> None:
        """Take the chosen ones off offer."""
        actor, at = actor_of_staff(request), clock.now()
        self.apply_to_each(
            request,
            rows,
            lambda row: withdraw_experience(experience_id=row.id, actor=actor, at=at),
            "Withdrawn",
        )

    @admin.action(description="Offer again", permissions=["change"])
    def reinstate(self, request: HttpRequest, rows: QuerySet[models.Experience]) -> None:
        """Offer the chosen ones again."""
        actor, at = actor_of_staff(request), clock.now()
        self.apply_to_each(
            request,
            rows,
            lambda row: reinstate_experience(experience_id=row.id, actor=actor, at=at),
            "Offered again",
        )


def _facts(stated: dict[str, Any], inlines: dict[str, Any]) -> contracts.ExperienceFacts:
    stops = sorted(inlines["stops"], key=lambda stop: int(stop["position"]))
    return contracts.ExperienceFacts(
        slug=stated["slug"],
        title=stated["title"],
        kind=contracts.ExperienceKind(stated["kind"]),
        difficulty=contracts.Difficulty(stated["difficulty"]),
        duration_seconds=stated["duration_seconds"],
        destinations=tuple(stop["destination"].slug for stop in stops),
        adult_price=stated["adult_price"],
        child_price=stated["child_price"],
        daily_capacity=stated["daily_capacity"],
        opening_hours=_hours(inlines["opening_hours"]),
        min_age=stated["min_age"],
        description=stated["description"],
    )


def _hours(rows: list[dict[str, Any]]) -> tuple[contracts.OpeningHours, ...]:
    return tuple(
        contracts.OpeningHours(
            weekday=row["weekday"], opens_at=row["opens_at"], closes_at=row["closes_at"]
        )
        for row in rows
    )
