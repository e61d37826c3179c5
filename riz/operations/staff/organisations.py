"""Screens of things that belong to organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget

from riz.policies import visible
from riz.queryset_filters import within

from .actors import actor_of_staff, organisations_of_riz
from .screens import UseCaseAdmin


class OrganisationAdmin(UseCaseAdmin):
    """A screen of things that belong to organisations: staff see what they may change, and nothing else."""

    organisation_field: ClassVar[str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Keep what the member of staff may change; nothing is hidden from who manages everything."""
        rows: QuerySet[Any] = super().get_queryset(request)
        visibility = visible(actor_of_staff(request), self.change_action)
        return rows.filter(within(visibility, organisation=self.organisation_field, assets=("pk",)))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the organisations for which the member of staff may add things, and take no other."""
        if db_field.name != self.organisation_field:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        visibility = visible(actor_of_staff(request), self.create_action)
        offered = [
            (organisation_id, name)
            for organisation_id, name in organisations_of_riz()
            if visibility.everything or organisation_id in visibility.organisations
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
