"""Staff screens: tariffs, emission factors, comfort weights and exchange rates, each with its source."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.forms import AmountField, AmountsForm
from riz.operations.staff.screens import UseCaseAdmin

from .. import models
from ..domain import policies
from ..use_cases.give_tariff_back import give_tariff_back
from ..use_cases.revise_tariff import revise_tariff

_AMOUNTS = ("base_minor", "minimum_minor", "maximum_minor", "rounding_minor")
_PERIOD = ("Period", {"fields": (("valid_from", "valid_until"),)})
_SOURCE = (
    "Source",
    {"fields": ("source", ("source_date", "licence"), "is_estimated", "note", "edited_at")},
)


class EditedFilter(admin.SimpleListFilter):
    """Facts that staff have changed."""

    title = "changed by staff"
    parameter_name = "edited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the two choices."""
        del request, model_admin
        return [("yes", "changed here"), ("no", "as in the files")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to such facts."""
        del request
        if self.value() is None:
            return queryset
        return queryset.filter(edited_at__isnull=self.value() == "no")


class CostFactAdmin(UseCaseAdmin):
    """A screen of facts about cost. They end on a date instead of being deleted: what was shown stays explicable."""

    create_action = policies.MANAGE_TARIFFS
    change_action = policies.MANAGE_TARIFFS
    readonly_fields = ("edited_at",)
    search_fields = ("code", "source", "note")
    ordering = ("code",)
    actions = ("give_back",)

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Hand what was stated to the use case."""
        del inlines
        row: models.CostFact = form.instance
        revise_tariff(row=row, actor=actor_of_staff(request), at=clock.now())
        return row.id

    @admin.action(description="Let the files state them again", permissions=["change"])
    def give_back(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Give the chosen ones back to the files."""
        actor = actor_of_staff(request)
        self.apply_to_each(
            request,
            rows.exclude(edited_at=None),
            lambda row: give_tariff_back(row=row, actor=actor, at=clock.now()),
            "The next load of the files states them again",
        )


class TariffForm(AmountsForm):
    """A tariff."""

    amounts: ClassVar = {name: name for name in _AMOUNTS}
    base_minor = AmountField(label="Base", help_text="on boarding")
    minimum_minor = AmountField(label="Minimum")
    maximum_minor = AmountField(label="Maximum", required=False)
    rounding_minor = AmountField(label="Rounding", help_text="rounded up to whole ones")

    class Meta:
        model = models.Tariff
        fields = ("mode", "currency", *_AMOUNTS, "minute_thousandths")
        help_texts: ClassVar = {
            "minute_thousandths": "thousandths of the smallest unit for each minute",
        }

    def clean(self) -> dict[str, Any]:
        """Hand the row its minor units."""
        stated = super().clean()
        amounts = {name: stated[name] for name in self.amounts if stated.get(name) is not None}
        return {**stated, **{name: amount.amount_minor for name, amount in amounts.items()}}


@admin.register(models.Tariff)
class TariffAdmin(CostFactAdmin):
    """Prices of rides."""

    form = TariffForm
    list_display = (
        "code", "mode", "country", "agency", "travel_class", "base_minor", "bands", "valid_from",
        "is_estimated",
    )  # fmt: skip
    list_filter = ("mode", "country", "currency", "is_estimated", EditedFilter)
    fieldsets = (
        (
            "Where",
            {
                "fields": (
                    "code",
                    ("mode", "country"),
                    ("agency", "route"),
                    ("travel_class", "is_default_class"),
                )
            },
        ),
        (
            "Price",
            {
                "fields": (
                    ("currency", "base_minor"),
                    ("bands", "minute_thousandths"),
                    ("minimum_minor", "maximum_minor", "rounding_minor"),
                )
            },
        ),
        ("Ticket", {"fields": (("product", "transfers", "transfer_s"),)}),
        _PERIOD,
        _SOURCE,
    )


@admin.register(models.EmissionFactor)
class EmissionFactorAdmin(CostFactAdmin):
    """Emissions of travel."""

    list_display = ("code", "mode", "country", "bands", "start_g", "valid_from", "is_estimated")
    list_filter = ("mode", "country", "is_estimated", EditedFilter)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "code",
                    ("mode", "country"),
                    "bands",
                    ("start_g", "occupancy_thousandths"),
                )
            },
        ),
        _PERIOD,
        _SOURCE,
    )


@admin.register(models.ComfortWeight)
class ComfortWeightAdmin(CostFactAdmin):
    """How travel feels."""

    list_display = ("code", "mode", "travel_class", "weight_thousandths", "boarding_s")
    list_filter = ("mode", EditedFilter)
    fieldsets = (
        (
            None,
            {"fields": ("code", ("mode", "travel_class"), ("weight_thousandths", "boarding_s"))},
        ),
        _PERIOD,
        _SOURCE,
    )


@admin.register(models.ExchangeRate)
class ExchangeRateAdmin(CostFactAdmin):
    """Exchange rates of currencies."""

    list_display = ("code", "base", "quote", "rate", "valid_from")
    list_filter = ("base", "quote", EditedFilter)
    fieldsets = (
        (None, {"fields": ("code", ("base", "quote", "rate"))}),
        _PERIOD,
        _SOURCE,
    )
