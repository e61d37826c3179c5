"""Forms of staff screens and how they are read: reasons, amounts, rows of inlines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from riz import values
from riz.money import HOME_CURRENCY, Money, minor_digits


class ReasonForm(ActionForm):  # type: ignore[misc]
    """The form of an action that needs a reason; `reason_of` reads it."""

    reason = forms.CharField(
        required=False,
        label="",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Reason", "aria-label": "Reason"}),
    )


def reason_of(request: HttpRequest, *, longest: int = 500) -> str:
    """Return the reason stated with an action; nothing where there is none that can be kept, and staff are told."""
    stated = request.POST.get("reason", "").strip()
    if not stated:
        messages.error(request, "This needs a reason: write it beside the button.")
        return ""
    try:
        return values.line(stated, longest=longest)
    except values.BadValue as refusal:
        messages.error(request, f"This reason can't be kept. {refusal.message}")
        return ""


class AmountField(forms.DecimalField):
    """An amount as people write it, in major units; `to_money` counts the minor ones."""

    def __init__(self, *, aria_label: str = "", **kwargs: Any) -> None:
        named = {"aria-label": aria_label, "placeholder": aria_label} if aria_label else {}
        kwargs.setdefault(
            "widget", UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", **named})
        )
        super().__init__(max_digits=15, min_value=0, **kwargs)


def to_money(amount: Decimal, currency: str) -> Money:
    """Count the minor units of an amount.

    Raises:
        ValidationError: the currency has fewer decimals.
    """
    digits = minor_digits(currency)
    scaled = amount.scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise forms.ValidationError(f"{currency} has {digits} decimals.")
    return Money(int(scaled), currency)


class AmountsForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes none at run time
    """A form whose amounts people write in major units and of which a use case reads money.

    Attributes:
        amounts: of each amount, the column that counts its minor units, in the row's currency.
    """

    amounts: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding  # noqa: SLF001 - Django's documented way to ask
        for field, column in self.amounts.items():
            minor = getattr(self.instance, column)
            if minor is not None and (field in self.initial or not is_new):
                currency = self.instance.currency or HOME_CURRENCY
                self.initial[field] = Money(minor, currency).as_decimal()

    def clean(self) -> dict[str, Any]:
        """Count the minor units."""
        stated: dict[str, Any] = super().clean() or self.cleaned_data
        for field in self.amounts:
            if stated.get(field) is not None and "currency" in stated:
                try:
                    stated[field] = to_money(stated[field], stated["currency"])
                except forms.ValidationError as fault:
                    self.add_error(field, fault)
        return stated


def stated_rows(formset: Any) -> list[dict[str, Any]]:
    """Return the values of the rows of an inline that stay."""
    return [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE", False)
    ]
