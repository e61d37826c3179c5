"""Staff screens of rules for new bookings: the cost of cancelling, and deposits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.utils.text import capfirst
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from riz.money import HOME_CURRENCY, Money
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actors import organisations_of_riz
from riz.operations.staff.forms import AmountField, to_money
from riz.operations.staff.names import Names, ids_called
from riz.operations.staff.screens import RefusalAwareAdmin, StaffInline
from riz.policies import Visibility, allows, require, visible
from riz.queryset_filters import within

from .. import models
from ..contracts import ChargeKind
from ..domain import policies


def _charge_in_words(kind: str, value: int) -> str:
    match kind:
        case ChargeKind.SUM:
            return Money(value, HOME_CURRENCY).format()
        case ChargeKind.NIGHTS:
            return f"{value} night{pluralize(value)}"
        case _:
            return f"{value} %"


class ChargeForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes none at run time
    """A charge as people write it: a sum in major units, percent and nights as whole numbers.

    Attributes:
        kind, value: the columns of the charge.
    """

    kind: ClassVar[str]
    value: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get(self.kind) == ChargeKind.SUM:
            self.initial[self.value] = Money(self.initial[self.value], HOME_CURRENCY).as_decimal()

    def clean(self) -> dict[str, Any]:
        """Count what the column counts."""
        stated: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind in stated and stated.get(self.value) is not None:
            try:
                stated[self.value] = self._counted(stated[self.kind], stated[self.value])
            except forms.ValidationError as fault:
                self.add_error(self.value, fault)
        return stated

    def _counted(self, kind: str, value: Decimal) -> int:
        if kind == ChargeKind.SUM:
            return to_money(value, HOME_CURRENCY).amount_minor
        if value % 1 or (kind == ChargeKind.PERCENT and value > 100):  # noqa: PLR2004
            raise forms.ValidationError("This is a whole number, of percent 100 at most.")
        return int(value)


_COUNTED = "Percent of the price, nights, or a sum in rupees."


class TierForm(ChargeForm):
    """A tier, with its charge."""

    kind, value = "charge_kind", "charge_value"
    charge_value = AmountField(label="Charge", help_text=_COUNTED)


class TermsForm(ChargeForm):
    """Terms, with the charge of a no-show."""

    kind, value = "no_show_kind", "no_show_value"
    no_show_value = AmountField(label="No-show", help_text=_COUNTED)

    def clean(self) -> dict[str, Any]:
        """Refuse terms of a thing without its seller."""
        stated = super().clean()
        if stated.get("item_id") and not stated.get("seller_id"):
            self.add_error("seller_id", "Choose who sells the thing.")
        return stated


class DepositForm(forms.ModelForm):  # type: ignore[type-arg]
    """A deposit, which is a part of the price."""

    percent = forms.IntegerField(
        label="Deposit in %", min_value=1, max_value=99, widget=UnfoldAdminIntegerFieldWidget()
    )


class TierInline(StaffInline):
    """Costs of cancelling, the longest notice first."""

    model = models.CancellationTier
    form = TierForm
    labels: ClassVar = {"hours_before": "hours before the start", "charge_kind": "counted in"}
    fields = ("hours_before", "charge_value", "charge_kind")
    ordering = ("-hours_before",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let tiers be dropped by who may change the terms."""
        return bool(self.has_change_permission(request, obj))


class _OfSellers(RefusalAwareAdmin):
    """Rules that a seller states for what it sells; those of all sellers are RIZ's own."""

    names: ClassVar = {"seller_id": "organisation", "item_id": "offer"}
    labels: ClassVar = {"seller_id": "seller", "item_id": "thing", "is_active": "in force"}
    words: ClassVar = {"is_active": ("In force", "Not in force")}
    stated_for: ClassVar[tuple[str, ...]] = ("seller_id", "item_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Narrow to the sellers for whom the member of staff may state them."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(within(self._visibility(request), organisation="seller_id"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """A rule stays with what it was stated for."""
        del request
        return (*self.readonly_fields, *self.stated_for) if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer sellers for whom the member of staff may state rules, and things by their names."""
        if db_field.name not in self.names:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        is_seller, everything = db_field.name == "seller_id", self._visibility(request).everything
        offered = self._sellers(request) if is_seller else self._things(request)
        return forms.TypedChoiceField(
            label=capfirst(self.labels[db_field.name]),
            required=not db_field.null or (is_seller and not everything),
            choices=[("", "---------"), *offered],
            coerce=UUID,
            empty_value=None,
            help_text=db_field.help_text if everything or not is_seller else "",
            widget=UnfoldAdminSelectWidget(),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Store what is stated for a seller whom the member of staff works for."""
        require(actor_of_staff(request), policies.STATE_TERMS, obj)
        super().save_model(request, obj, form, change)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Hide the rules from who may state none: a list without them would look as if there were none."""
        may = super().has_view_permission(request, obj)
        return may and not self._visibility(request).nothing

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the member of staff may change this one."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or allows(actor_of_staff(request), policies.STATE_TERMS, obj))

    def _visibility(self, request: HttpRequest) -> Visibility:
        return visible(actor_of_staff(request), policies.STATE_TERMS)

    def _sellers(self, request: HttpRequest) -> list[tuple[UUID, str]]:
        seen = self._visibility(request)
        return [
            (seller_id, name)
            for seller_id, name in organisations_of_riz()
            if seen.everything or seller_id in seen.organisations
        ]

    def _things(self, request: HttpRequest) -> list[tuple[UUID, str]]:
        ids = ids_called(request, "", "offer")
        called = Names(request, {"offer": set(ids)})
        return sorted(
            ((each, called.link(each, is_linked=False)) for each in ids), key=itemgetter(1)
        )


@admin.register(models.CancellationTerms)
class CancellationTermsAdmin(_OfSellers):
    """Terms of new bookings; those of sold ones stay. Where none are stated, it's 168 h free, 48 h half."""

    form = TermsForm
    labels: ClassVar = {
        **_OfSellers.labels, "grace_hours": "hours of grace", "no_show_kind": "counted in",
    }  # fmt: skip
    stated_for = ("seller_id", "item_id", "source")
    list_display = (
        "seller_id",
        "item_id",
        "source",
        "costs",
        "no_show",
        "grace_hours",
        "is_active",
    )
    when_empty = "Everything has the usual terms: free until 168 hours before the start, half is kept until 48 hours."
    list_filter = ("source", "is_active")
    fields = (
        ("seller_id", "item_id", "source"), "grace_hours", ("no_show_value", "no_show_kind"),
        "is_active",
    )  # fmt: skip
    ordering = ("seller_id", "item_id", "source")
    inlines = (TierInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.CancellationTerms]:
        """Load the tiers of a page at once."""
        return super().get_queryset(request).prefetch_related("tiers")

    @admin.display(description="what is kept")
    def costs(self, row: models.CancellationTerms) -> str:
        """Write the tiers, the longest notice first."""
        return "; ".join(
            f"{tier.hours_before} h before: {_charge_in_words(tier.charge_kind, tier.charge_value)}"
            for tier in row.tiers.all()
        ) or _charge_in_words(ChargeKind.PERCENT, 100)

    @admin.display(description="no-show")
    def no_show(self, row: models.CancellationTerms) -> str:
        """Write what is kept of who doesn't come."""
        return _charge_in_words(row.no_show_kind, row.no_show_value)


@admin.register(models.DepositRule)
class DepositRuleAdmin(_OfSellers):
    """Deposits that confirm new bookings of a seller. Without a rule, the whole price is paid at once."""

    form = DepositForm
    labels: ClassVar = {**_OfSellers.labels, "balance_due_days": "days until the rest is due"}
    list_display = ("seller_id", "item_id", "deposit", "balance_due_days", "is_active")
    when_empty = "Everything is paid in full when it is booked."
    list_filter = ("is_active",)
    fields = (("seller_id", "item_id"), ("percent", "balance_due_days"), "is_active")
    ordering = ("seller_id", "item_id")

    @admin.display(description="deposit", ordering="percent")
    def deposit(self, row: models.DepositRule) -> str:
        """Write the share of the price."""
        return f"{row.percent} %"
