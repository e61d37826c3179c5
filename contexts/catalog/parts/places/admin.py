"""Staff screen of places."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest

from riz import clock
from riz.mapping import to_contract
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.places import map_link
from riz.operations.staff.screens import UseCaseAdmin

from . import contracts, models
from .domain import policies
from .use_cases.register_place import register_place
from .use_cases.revise_place import revise_place
from .use_cases.set_place_active import set_place_active


@admin.register(models.Place)
class PlaceAdmin(UseCaseAdmin):
    """Points of interest."""

    create_action = policies.MANAGE
    change_action = policies.MANAGE
    technical = ("version",)
    list_display = ("name", "kind", "destination", "on_map", "is_active")
    list_select_related = ("destination",)
    list_filter = ("is_active", "kind")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "kind")}),
        ("Where", {"fields": (("lat", "lon"), "on_map", "destination")}),
        ("State", {"fields": ("is_active", "version", "created_at", "updated_at")}),
    )
    readonly_fields = ("on_map", "is_active", "version", "created_at", "updated_at")
    autocomplete_fields = ("destination",)
    ordering = ("name", "id")
    actions = ("withdraw", "reinstate")

    @admin.display(description="On the map")
    def on_map(self, row: models.Place) -> str:
        """Link to the place on a public map."""
        return "" if row._state.adding else map_link(row.lat, row.lon)  # noqa: SLF001 - as Django documents

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the place."""
        del inlines
        destination = form.cleaned_data["destination"]
        facts = to_contract(
            contracts.PlaceFacts,
            form.cleaned_data,
            destination_id=destination and destination.pk,
        )
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_place(facts=facts, actor=actor, at=at).id
        return revise_place(
            place_id=form.instance.pk, facts=facts, expected_version=None, actor=actor, at=at
        ).id

    withdraw = use_case_action(
        set_place_active,
        key="place_id",
        says="Withdraw from show",
        done="Withdrawn",
        is_active=False,
        expected_version=None,
    )
    reinstate = use_case_action(
        set_place_active,
        key="place_id",
        says="Show again",
        done="Shown again",
        is_active=True,
        expected_version=None,
    )
