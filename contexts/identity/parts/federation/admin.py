"""Staff screens of federation: applications, and what people allowed them. Nobody is shown a token here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import oauth2_provider.admin  # noqa: F401 - registers the library's screens, which are taken away here
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from oauth2_provider.models import IDToken
from unfold.widgets import UnfoldAdminTextareaWidget

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.screens import ReadOnly, StaffAdmin, UseCaseAdmin
from riz.policies import scopes

from . import models
from .contracts import NewApplication
from .domain import policies, redirects
from .use_cases.register_application import register_application
from .use_cases.renew_application_secret import renew_application_secret
from .use_cases.set_application_usable import set_application_usable

# The library's screens change tokens and applications behind the use cases.
for _model in (
    models.Application,
    models.AuthorizationCode,
    models.ProgramToken,
    models.ProgramRefreshToken,
    IDToken,
):
    admin.site.unregister(_model)

if TYPE_CHECKING:
    _Form = forms.ModelForm[models.Application]
else:
    _Form = forms.ModelForm


def _scope_choices() -> list[tuple[str, str]]:
    return [(code, f"{code}: {stated.says}") for code, stated in scopes().items()]


class ApplicationForm(_Form):
    """Fields that registering an application takes."""

    redirect_uris = forms.CharField(
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="One a line, compared character by character: https, or http on 127.0.0.1 or [::1].",
    )
    scopes = forms.MultipleChoiceField(
        choices=_scope_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it may ask people for.",
    )

    class Meta:
        model = models.Application
        fields: ClassVar = ["name", "homepage", "client_type", "redirect_uris", "scopes"]

    def clean_redirect_uris(self) -> str:
        """Refuse an address that could send somebody elsewhere."""
        uris = str(self.cleaned_data["redirect_uris"]).split()
        faults = [f"{uri}: {why}" for uri in uris if (why := redirects.why_not(uri))]
        if faults:
            raise forms.ValidationError(faults)
        return " ".join(uris)

    def clean_scopes(self) -> str:
        """Write them the one way they are stored."""
        return " ".join(sorted(self.cleaned_data["scopes"]))


@admin.register(models.Application)
class ApplicationAdmin(UseCaseAdmin):
    """Applications: register, renew the secret, disable. What was registered stays as it is."""

    create_action = change_action = policies.MANAGE_APPLICATIONS
    form = ApplicationForm
    list_display = ("name", "client_id", "client_type", "created_at", "disabled_at")
    list_filter = ("client_type", ("disabled_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "client_id")
    ordering = ("-id",)
    actions = ("renew_secret", "disable", "enable")
    fields = ("name", "homepage", "client_type", "redirect_uris", "scopes")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Show the client id once there is one; the secret is in no field."""
        del request
        return ("client_id", *self.fields, "created_at", "disabled_at") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Close every field: an application was allowed something as it was then."""
        return self.get_fields(request, obj) if obj else ()

    def store(
        self, request: HttpRequest, form: Any, inlines: dict[str, list[dict[str, Any]]]
    ) -> UUID:
        """Register it and show its secret, this once."""
        del inlines
        stated = form.cleaned_data
        made = register_application(
            name=stated["name"],
            homepage=stated["homepage"],
            is_confidential=stated["client_type"] == models.Application.CLIENT_CONFIDENTIAL,
            redirect_uris=tuple(stated["redirect_uris"].split()),
            scopes=tuple(stated["scopes"].split()),
            actor=actor_of_staff(request),
            at=clock.now(),
        )
        _show_secret(request, made)
        return made.id

    @admin.action(description="Renew the secret", permissions=["change"])
    def renew_secret(self, request: HttpRequest, rows: QuerySet[models.Application]) -> None:
        """Replace the secrets of the chosen applications, and show the new ones this once."""

        def renew(row: models.Application) -> None:
            made = renew_application_secret(
                application_id=row.id, actor=actor_of_staff(request), at=clock.now()
            )
            _show_secret(request, made)

        self.apply_to_each(request, rows, renew, "Renewed")

    disable = use_case_action(
        set_application_usable,
        key="application_id",
        says="Disable",
        done="Disabled",
        applies_to=lambda row: row.disabled_at is None,
        is_usable=False,
    )

    enable = use_case_action(
        set_application_usable,
        key="application_id",
        says="Enable",
        done="Enabled",
        applies_to=lambda row: row.disabled_at is not None,
        is_usable=True,
    )


class _Record(ReadOnly, StaffAdmin):
    """A record of an act of people themselves: seen, never changed."""

    ordering = ("-id",)


@admin.register(models.Consent)
class ConsentAdmin(_Record):
    """Consents of people to applications."""

    list_display = ("user", "application", "scopes", "created_at", "changed_at")
    list_select_related = ("user", "application")
    search_fields = ("user__email", "application__name")
    fields = readonly_fields = list_display


@admin.register(models.LinkedLogin)
class LinkedLoginAdmin(_Record):
    """Logins with other providers."""

    list_display = ("user", "provider", "email", "created_at", "last_used_at")
    list_filter = ("provider",)
    list_select_related = ("user",)
    search_fields = ("user__email", "email", "subject")
    fields = readonly_fields = ("user", "provider", "subject", "email", "created_at", "last_used_at")  # fmt: skip


def _show_secret(request: HttpRequest, made: NewApplication) -> None:
    if made.client_secret is None:
        messages.info(
            request, f"The client id is {made.client_id}. A public application has no secret."
        )
        return
    messages.warning(
        request,
        format_html(
            "Keep this secret of {}, it is shown this once: {}", made.client_id, made.client_secret
        ),
    )
