"""Staff screen of roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import UseCaseAdmin
from riz.policies import permissions

from . import models
from .domain import policies
from .domain.roles import ROLES
from .use_cases.change_role import change_role
from .use_cases.create_role import create_role
from .use_cases.delete_role import delete_role


def _permission_choices() -> list[tuple[str, str]]:
    return [(code, f"{code}: {stated.says}") for code, stated in permissions().items()]


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role as staff state it."""

    permissions = forms.MultipleChoiceField(
        choices=_permission_choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Nobody gives what they do not hold. Some can't be given for one organisation alone.",
    )

    class Meta:
        model = models.Role
        fields = ("name", "description", "organisation", "permissions")


@admin.register(models.Role)
class RoleAdmin(UseCaseAdmin):
    """Roles of people's own making; above them, to be read, those that are code."""

    create_action = policies.CHANGE
    change_action = policies.CHANGE
    form = RoleForm
    list_before_template = "identity/roles_that_are_code.html"
    list_display = ("name", "code", "organisation", "holders", "created_at")
    list_select_related = ("organisation",)
    search_fields = ("name", "code", "organisation__name")
    autocomplete_fields = ("organisation",)
    fields = ("name", "description", "organisation", "permissions", "code", "created_at")
    readonly_fields = ("code", "created_at")
    ordering = ("name", "id")
    actions = ("delete_unheld", "delete_with_grants")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count who holds each."""
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(held=Count("grants"))
        return counted

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A role stays with its organisation."""
        del request
        return (*self.readonly_fields, "organisation") if obj else self.readonly_fields

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what is code too."""
        context = {**(extra_context or {}), "roles_that_are_code": _readable_roles()}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    @admin.display(description="held", ordering="held")
    def holders(self, row: Any) -> int:
        """Say how often it is held."""
        count: int = row.held
        return count

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Make or change the role."""
        del inlines
        stated = form.cleaned_data
        facts = {one: stated[one] for one in ("name", "description", "permissions")}
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            organisation = stated["organisation"]
            code = create_role(
                **facts, organisation_id=organisation and organisation.pk, actor=actor, at=at
            ).code
        else:
            code = change_role(code=form.instance.code, **facts, actor=actor, at=at).code
        return models.Role.objects.get(code=code).id

    @admin.action(description="Delete, unless somebody holds it", permissions=["change"])
    def delete_unheld(self, request: HttpRequest, rows: QuerySet[models.Role]) -> None:
        """Delete the chosen ones; whoever holds one keeps it, and the role stays."""
        self._delete(request, rows, with_grants=False)

    @admin.action(description="Delete, and take it from whoever holds it", permissions=["change"])
    def delete_with_grants(self, request: HttpRequest, rows: QuerySet[models.Role]) -> None:
        """Delete the chosen ones together with their grants."""
        self._delete(request, rows, with_grants=True)

    def _delete(
        self, request: HttpRequest, rows: QuerySet[models.Role], *, with_grants: bool
    ) -> None:
        actor, at = actor_of_staff(request), clock.now()
        self.apply_to_each(
            request,
            rows,
            lambda row: delete_role(code=row.code, actor=actor, at=at, with_grants=with_grants),
            "Deleted",
        )


def _readable_roles() -> list[dict[str, Any]]:
    return [
        {
            "code": role.code,
            "name": role.name,
            "says": role.says,
            "permissions": sorted(role.permissions),
            "everywhere": role.everywhere,
            "for_one_organisation": role.for_one_organisation,
            "for_assigned_assets": role.for_assigned_assets,
        }
        for role in ROLES.values()
    ]
