"""Facts that staff state of a package, its days and its prices."""

from __future__ import annotations

from calendar import day_name
from typing import Any, ClassVar

from django import forms
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from riz.mapping import to_contract
from riz.operations.staff.forms import AmountField, AmountsForm, stated_rows

from ...destinations import api as destinations
from ...experiences import api as experiences
from .. import contracts, models
from ..domain.checks import price_faults


class LinesField(forms.CharField):
    """A list, one entry a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=UnfoldAdminTextareaWidget(), required=False, **kwargs)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Split it into lines that say something."""
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Write one entry a line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value


class PackageForm(forms.ModelForm):  # type: ignore[type-arg]
    """A package as staff state it."""

    departure_weekdays = forms.TypedMultipleChoiceField(
        choices=list(enumerate(day_name, start=1)),
        coerce=int,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    inclusions = LinesField(help_text="One a line.")
    exclusions = LinesField(help_text="One a line.")

    class Meta:
        model = models.Package
        fields = (
            "seller_id",
            "name",
            "slug",
            "kind",
            "description",
            "duration_days",
            "inclusions",
            "exclusions",
            "amenities",
            "departure_capacity",
            "departure_weekdays",
            "departure_time",
            "booking_cutoff_minutes",
        )


class PackageDayForm(forms.ModelForm):  # type: ignore[type-arg]
    """A day; destinations and experiences are slugs, one a line, in their order."""

    stops = LinesField(label="Destinations", help_text="Slugs in their order, one a line.")
    activities = LinesField(label="Experiences", help_text="Slugs in their order, one a line.")

    class Meta:
        model = models.PackageDay
        fields = ("day", "title", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            stops = sorted(self.instance.stops.all(), key=lambda stop: stop.position)
            doings = sorted(self.instance.activities.all(), key=lambda each: each.position)
            self.fields["stops"].initial = [stop.destination.slug for stop in stops]
            self.fields["activities"].initial = [each.experience.slug for each in doings]

    def clean_stops(self) -> list[str]:
        """Expect destinations that exist."""
        slugs: list[str] = self.cleaned_data["stops"]
        known = {place.slug for place in destinations.find_destinations(slugs=slugs)}
        return _known(slugs, known)

    def clean_activities(self) -> list[str]:
        """Expect experiences that exist."""
        slugs: list[str] = self.cleaned_data["activities"]
        return _known(slugs, set(experiences.find_experiences(slugs=slugs)))


def _known(slugs: list[str], known: set[str]) -> list[str]:
    if unknown := [slug for slug in slugs if slug not in known]:
        raise forms.ValidationError([f"There is no {slug}." for slug in unknown])
    return slugs


class PackagePriceForm(AmountsForm):
    """A price in major units."""

    amounts: ClassVar = {"price": "price_minor"}
    price = AmountField(help_text="For one traveller, before tax.")

    class Meta:
        model = models.PackagePrice
        fields = (
            "traveller_kind",
            "currency",
            "min_party",
            "max_party",
            "valid_from",
            "valid_to",
        )

    def _get_validation_exclusions(self) -> set[str]:
        # All prices are stored anew together, so they are checked against each other and not
        # against the rows that they replace: see the form set.
        replaced: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return replaced | {"package", "min_party"}


class PackagePriceFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Prices that make sense together."""

    def clean(self) -> None:
        """Refuse prices that overlap, mix currencies or leave adults out."""
        super().clean()
        if not any(self.errors) and (faults := price_faults(to_prices(stated_rows(self)))):
            raise forms.ValidationError(faults)


def to_prices(rows: list[dict[str, Any]]) -> tuple[contracts.PackagePrice, ...]:
    """Make prices of an inline's values."""
    return tuple(to_contract(contracts.PackagePrice, row, price=row["price"]) for row in rows)


def to_facts(stated: dict[str, Any], inlines: dict[str, Any]) -> contracts.PackageFacts:
    """Make facts of a form's and its inlines' values."""
    return to_contract(
        contracts.PackageFacts,
        stated,
        days=tuple(
            to_contract(
                contracts.PackageDayFacts,
                row,
                destinations=tuple(row["stops"]),
                experiences=tuple(row["activities"]),
            )
            for row in inlines["days"]
        ),
        prices=to_prices(inlines["prices"]),
        amenities=tuple(amenity.slug for amenity in stated["amenities"]),
    )
