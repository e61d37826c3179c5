"""Staff screen of destinations."""

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
from riz.operations.staff.screens import StaffInline, UseCaseAdmin
from riz.policies import allows

from . import contracts, models
from .domain import policies
from .use_cases.feature_destination import feature_destination
from .use_cases.register_destination import register_destination
from .use_cases.revise_destination import revise_destination
from .use_cases.set_destination_active import set_destination_active


class DestinationImageInline(StaffInline):
    """The gallery."""

    model = models.DestinationImage
    fields = ("position", "url", "caption")
    ordering = ("position",)
    extra = 0


@admin.register(models.Destination)
class DestinationAdmin(UseCaseAdmin):
    """Places that are presented and sold around: for all staff to see, and to change as the policies say."""

    create_action = policies.CREATE
    change_action = policies.CHANGE
    known_as = "destination"
    technical = ("version",)
    list_display = ("name", "district", "region", "on_map", "is_featured", "is_active")
    list_filter = ("is_active", "is_featured", "district")
    search_fields = ("name", "slug", "district")
    fieldsets = (
        (None, {"fields": ("name", "slug", "summary", "description", "is_featured")}),
        ("Where", {"fields": (("district", "region"), ("lat", "lon"), "time_zone", "on_map")}),
        ("For visitors", {"fields": ("best_time_to_visit", "how_to_reach", "cover_image_url")}),
        ("State", {"fields": ("is_active", "version", "created_at", "updated_at")}),
    )
    readonly_fields = ("on_map", "is_active", "version", "created_at", "updated_at")
    ordering = ("name", "id")
    inlines = (DestinationImageInline,)
    actions = ("withdraw", "reinstate", "feature", "stop_featuring")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A destination keeps its time zone."""
        del request
        return (*self.readonly_fields, "time_zone") if obj else self.readonly_fields

    @admin.display(description="On the map")
    def on_map(self, row: models.Destination) -> str:
        """Link to the place on a public map."""
        return "" if row._state.adding else map_link(row.lat, row.lon)  # noqa: SLF001 - as Django documents

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the destination."""
        facts = _facts(form, inlines["images"])
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_destination(facts=facts, actor=actor, at=at).id
        return revise_destination(
            destination_id=form.instance.pk, facts=facts, actor=actor, at=at
        ).id

    withdraw = use_case_action(
        set_destination_active,
        key="destination_id",
        says="Withdraw from show",
        done="Withdrawn",
        is_active=False,
        applies_to=lambda row: row.is_active,
    )
    reinstate = use_case_action(
        set_destination_active,
        key="destination_id",
        says="Show again",
        done="Shown again",
        is_active=True,
        applies_to=lambda row: not row.is_active,
    )

    def has_feature_permission(self, request: HttpRequest) -> bool:
        """Tell whether the member of staff may prefer one destination to another."""
        return allows(actor_of_staff(request), policies.FEATURE)

    feature = use_case_action(
        feature_destination,
        key="destination_id",
        says="Feature",
        done="Featured",
        applies_to=lambda row: not row.is_featured,
        permission="feature",
        is_featured=True,
    )
    stop_featuring = use_case_action(
        feature_destination,
        key="destination_id",
        says="Stop featuring",
        done="No longer featured",
        applies_to=lambda row: row.is_featured,
        permission="feature",
        is_featured=False,
    )


def _facts(form: Any, images: list[dict[str, Any]]) -> contracts.DestinationFacts:
    stated = form.cleaned_data
    return to_contract(
        contracts.DestinationFacts,
        stated,
        time_zone=stated.get("time_zone", form.instance.time_zone),
        images=tuple(
            to_contract(contracts.DestinationImage, image)
            for image in sorted(images, key=lambda image: int(image["position"]))
        ),
    )
