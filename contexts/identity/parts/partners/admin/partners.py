"""Staff screen of partners."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.forms import ReasonForm
from riz.operations.staff.screens import RecordInline, UseCaseAdmin
from riz.policies import scopes

from ...organisations.contracts import OrganisationKind
from .. import models, queries
from ..domain import policies
from ..domain.scopes import partner_scopes
from ..use_cases.change_partner import change_partner
from ..use_cases.create_partner import create_partner
from ..use_cases.set_partner_suspended import set_partner_suspended

FACTS = ("name", "domain", "contact_email", "rate_limit_per_minute", "scopes")
_A_DAY = dt.timedelta(days=1)


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes none at run time
    """A partner as staff state it."""

    scopes = forms.MultipleChoiceField(
        choices=lambda: [(code, f"{code}: {scopes()[code].says}") for code in partner_scopes()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
    )

    class Meta:
        model = models.Partner
        fields = ("organisation", *FACTS)


class CredentialInline(RecordInline):
    """The credentials of the partner; they are revoked on their own screen."""

    model = models.PartnerCredential
    fields = ("client_id", "label", "scopes", "last_used_at", "expires_at", "revoked_at")  # fmt: skip
    show_change_link = True
    ordering = ("-created_at",)


@admin.register(models.Partner)
class PartnerAdmin(UseCaseAdmin):
    """Companies whose programs call RIZ: what they may do, how often, and whether they get in."""

    create_action = change_action = policies.ADMINISTER
    form = PartnerForm
    action_form = ReasonForm
    known_as = "partner"
    list_display = ("name", "domain", "status", "rate_limit_per_minute", "created_at")
    list_filter = ("status",)
    search_fields = ("name__istartswith", "domain")
    fields = (
        "organisation",
        *FACTS,
        "status",
        "suspension_reason",
        "suspended_at",
        "last_day",
        "created_at",
    )
    readonly_fields = ("status", "suspension_reason", "suspended_at", "last_day", "created_at")
    autocomplete_fields = ("organisation",)
    ordering = ("-id",)
    inlines = (CredentialInline,)
    actions = ("suspend", "resume")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A partner stays with its organisation."""
        del request
        return ("organisation", *self.readonly_fields) if obj else self.readonly_fields

    @admin.display(description="last 24 hours")
    def last_day(self, row: models.Partner) -> str | SafeString:
        """Tell how much it called lately, and lead to what."""
        if row._state.adding:  # noqa: SLF001 - Django's own mark of a row that is not stored
            return "-"
        requests, refused = queries.count_requests(partner_id=row.id, since=clock.now() - _A_DAY)
        share = f"{refused / requests:.1%}" if requests else "none"
        address = reverse("admin:identity_partneraccess_changelist")
        return format_html(
            '<a class="text-link" href="{}?partner__id__exact={}">{} requests, {} refused or failed</a>',
            address,
            row.id,
            requests,
            share,
        )

    def store(
        self, request: HttpRequest, form: Any, inlines: dict[str, list[dict[str, Any]]]
    ) -> UUID:
        """Make it, or change what was stated anew."""
        del inlines
        by: dict[str, Any] = {"actor": actor_of_staff(request), "at": clock.now()}
        row, facts = form.instance, form.cleaned_data
        if row._state.adding:  # noqa: SLF001 - as above
            stated = {name: facts[name] for name in FACTS}
            return create_partner(organisation_id=facts["organisation"].id, **stated, **by).id
        changes = {name: facts[name] for name in FACTS if name in form.changed_data}
        return change_partner(
            partner_id=row.id, changes=changes, expected_version=row.version, **by
        ).id

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer organisations that can be partners."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "organisation" and field is not None:
            field.queryset = field.queryset.filter(kind=OrganisationKind.PARTNER)
        return field

    suspend = use_case_action(
        set_partner_suspended,
        key="partner_id",
        says="Suspend",
        done="Suspended",
        applies_to=lambda row: row.suspended_at is None,
        longest_reason=500,
        is_suspended=True,
    )
    resume = use_case_action(
        set_partner_suspended,
        key="partner_id",
        says="Resume",
        done="Resumed",
        applies_to=lambda row: row.suspended_at is not None,
        longest_reason=500,
        is_suspended=False,
    )
