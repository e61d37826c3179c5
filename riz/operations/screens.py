"""Staff screens whose changes go through use cases: Django's forms read, a use case writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from riz import contention, values
from riz.errors import RizError
from riz.money import Money, minor_digits
from riz.operations.staff import actor_of_staff, organisations_of_riz
from riz.policies import allows, visible
from riz.queryset_filters import within


class TellingAdmin(ModelAdmin):  # type: ignore[misc]
    """A screen whose changes may be refused: staff read why, and the transaction is rolled back by then."""

    show_full_result_count = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Tell staff of a refusal instead of failing."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (RizError, IntegrityError) as error:
            tell_refusal(request, refusal_of(error))
            return HttpResponseRedirect(request.get_full_path())


class UseCaseAdmin(TellingAdmin):
    """A screen of things that are changed by use cases alone; a subclass says which in `store`.

    Attributes:
        create_action, change_action: the actions whose policies say who may add a thing and change one.
    """

    create_action: ClassVar[str]
    change_action: ClassVar[str]

    def store(
        self, request: HttpRequest, form: Any, inlines: dict[str, list[dict[str, Any]]]
    ) -> UUID:
        """Write what form and inlines state, and return the id of the thing; inlines go by their relation's name."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Wait for the inlines: `save_related` stores all at once."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Hand everything that was stated to the use case."""
        del change
        for formset in formsets:
            formset.save(commit=False)  # only so that Django's log can say what was touched
        inlines = {formset.get_default_prefix(): stated_rows(formset) for formset in formsets}
        form.instance.pk = self.store(request, form, inlines)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the member of staff may add something at all."""
        if not super().has_add_permission(request):
            return False
        return not visible(actor_of_staff(request), self.create_action).nothing

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the member of staff may change this thing, or any."""
        if not super().has_change_permission(request, obj):
            return False
        actor = actor_of_staff(request)
        if obj is None:
            return not visible(actor, self.change_action).nothing
        return allows(actor, self.change_action, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Others keep the id of whatever was once offered; it is withdrawn instead."""
        del request, obj
        return False

    @staticmethod
    def apply_to_each(
        request: HttpRequest, rows: QuerySet[Any], change: Callable[[Any], None], done: str
    ) -> None:
        """Apply a use case to each chosen row, and tell how many it took."""
        count = 0
        for row in rows:
            try:
                change(row)
            except (RizError, IntegrityError) as error:
                tell_refusal(request, refusal_of(error))
            else:
                count += 1
        if count:
            messages.success(request, f"{done}: {count}.")


class MadeElsewhere:
    """Mixed into a screen or an inline whose rows come from use cases alone: nobody adds or deletes one there."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        del request, obj
        return False


class ReadOnly(MadeElsewhere):
    """Mixed into a screen or an inline that only shows: nobody changes a row there either."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        del request, obj
        return False


class OrganisationAdmin(UseCaseAdmin):
    """A screen of things that belong to organisations: staff see what they may change, and nothing else."""

    organisation_field: ClassVar[str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Keep what the member of staff may change; nothing is hidden from who manages everything."""
        rows: QuerySet[Any] = super().get_queryset(request)
        reach = visible(actor_of_staff(request), self.change_action)
        return rows.filter(within(reach, organisation=self.organisation_field, assets=("pk",)))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the organisations for which the member of staff may add things, and take no other."""
        if db_field.name != self.organisation_field:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        reach = visible(actor_of_staff(request), self.create_action)
        offered = [
            (organisation_id, name)
            for organisation_id, name in organisations_of_riz()
            if reach.everything or organisation_id in reach.organisations
        ]
        return forms.TypedChoiceField(
            label="Organisation",
            choices=[("", "---------"), *offered],
            coerce=UUID,
            widget=UnfoldAdminSelectWidget(),
            error_messages={"invalid_choice": "There is no such organisation."},
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """A thing stays with its organisation."""
        del request
        return (*self.readonly_fields, self.organisation_field) if obj else self.readonly_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest the organisation that the member of staff works for, where there is just one."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        managed = visible(actor_of_staff(request), self.create_action).organisations
        if len(managed) == 1:
            initial[self.organisation_field] = next(iter(managed))
        return initial


def refusal_of(error: RizError | IntegrityError) -> RizError:
    """Return what to tell staff.

    Raises:
        IntegrityError: it is no lost race but a fault of ours.
    """
    refusal = contention.refusal_of(error)
    if refusal is None:
        raise error
    return refusal


def tell_refusal(request: HttpRequest, refusal: RizError) -> None:
    """Show a refusal to the member of staff."""
    faults = refusal.details.get("errors", {})
    lines = [f"{field}: {text}" for field, texts in faults.items() for text in texts]
    messages.error(request, " ".join([refusal.message, *lines]))


def stated_rows(formset: Any) -> list[dict[str, Any]]:
    """Return the values of the rows of an inline that stay."""
    return [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE", False)
    ]


class ReasonForm(ActionForm):  # type: ignore[misc]
    """What an action asks that needs a reason; `reason_of` reads it."""

    reason = forms.CharField(
        required=False,
        label="",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "reason", "aria-label": "Reason"}),
    )


def reason_of(request: HttpRequest, *, longest: int = 500) -> str:
    """Return the reason stated with an action; nothing where there is none that can be kept, and staff are told."""
    try:
        return values.line(request.POST.get("reason", ""), longest=longest)
    except values.BadValue as refusal:
        messages.error(request, f"This needs a reason. {refusal.message}")
        return ""


class AmountField(forms.DecimalField):
    """An amount as people write it, in major units; `to_money` counts the minor ones."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}))
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


def map_link(lat: float, lon: float) -> SafeString:
    """Return a link to the point on a public map."""
    return format_html(
        '<a class="text-primary-600" href="https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=14/{0}/{1}"'
        ' target="_blank" rel="noopener noreferrer">{0}, {1}</a>',
        lat,
        lon,
    )
