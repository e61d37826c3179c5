"""Staff screen of amenities."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest

from riz import clock
from riz.mapping import to_contract
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.screens import UseCaseAdmin

from . import contracts, models
from .domain import policies
from .use_cases.register_amenity import register_amenity
from .use_cases.revise_amenity import revise_amenity
from .use_cases.set_amenity_active import set_amenity_active


@admin.register(models.Amenity)
class AmenityAdmin(UseCaseAdmin):
    """Inclusions of stays and packages."""

    create_action = policies.MANAGE
    change_action = policies.MANAGE
    list_display = ("name", "slug", "category", "is_active")
    list_filter = ("category", "is_active")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "category", "icon_url", "is_active", "created_at", "updated_at")
    readonly_fields = ("is_active", "created_at", "updated_at")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012 - as Django declares it
    ordering = ("name", "id")
    actions = ("withdraw", "reinstate")

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the amenity."""
        del inlines
        facts = to_contract(contracts.AmenityFacts, form.cleaned_data)
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_amenity(facts=facts, actor=actor, at=at).id
        return revise_amenity(amenity_id=form.instance.pk, facts=facts, actor=actor, at=at).id

    withdraw = use_case_action(
        set_amenity_active,
        key="amenity_id",
        says="Withdraw from show",
        done="Withdrawn",
        is_active=False,
        applies_to=lambda row: row.is_active,
    )
    reinstate = use_case_action(
        set_amenity_active,
        key="amenity_id",
        says="Show again",
        done="Shown again",
        is_active=True,
        applies_to=lambda row: not row.is_active,
    )
