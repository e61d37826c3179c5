"""Staff screen of packages."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import StackedInline

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.organisations import OrganisationAdmin
from riz.operations.staff.screens import StaffInline

from .. import models
from ..domain import policies
from ..use_cases.register_package import register_package
from ..use_cases.revise_package import revise_package
from ..use_cases.set_package_active import set_package_active
from .forms import PackageDayForm, PackageForm, PackagePriceForm, PackagePriceFormSet, to_facts


class PackageDayInline(StackedInline):
    """The days of a package."""

    model = models.PackageDay
    form = PackageDayForm
    fields = (("day", "title"), "text", ("stops", "activities"))
    ordering = ("day",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.PackageDay]:
        """Bring stops and activities along."""
        rows: QuerySet[models.PackageDay] = super().get_queryset(request)
        return rows.prefetch_related("stops__destination", "activities__experience")


class PackagePriceInline(StaffInline):
    """The prices for travellers."""

    model = models.PackagePrice
    form = PackagePriceForm
    formset = PackagePriceFormSet
    fields = (
        "traveller_kind",
        "price",
        "currency",
        "min_party",
        "max_party",
        "valid_from",
        "valid_to",
    )
    ordering = ("traveller_kind", "min_party", "valid_from")
    extra = 0


@admin.register(models.Package)
class PackageAdmin(OrganisationAdmin):
    """Journeys of several days."""

    known_as = "offer"
    names: ClassVar = {"seller_id": "organisation"}
    technical = ("version",)
    organisation_field = "seller_id"
    create_action = policies.CREATE
    change_action = policies.CHANGE
    form = PackageForm
    list_display = ("name", "kind", "duration_days", "departure_capacity", "is_active")
    list_filter = ("is_active", "kind", "duration_days")
    search_fields = ("name", "slug")
    autocomplete_fields = ("amenities",)
    fieldsets = (
        (None, {"fields": ("seller_id", "name", "slug", ("kind", "duration_days"), "description")}),
        ("What is in it", {"fields": ("amenities", ("inclusions", "exclusions"))}),
        (
            "Departures",
            {
                "fields": (
                    "departure_capacity",
                    "departure_weekdays",
                    ("departure_time", "booking_cutoff_minutes"),
                    "time_zone",
                )
            },
        ),
        ("State", {"fields": ("is_active", "version", "created_at", "updated_at")}),
    )
    readonly_fields = ("time_zone", "is_active", "version", "created_at", "updated_at")
    ordering = ("name", "id")
    inlines = (PackageDayInline, PackagePriceInline)
    actions = ("withdraw", "reinstate")

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the package."""
        facts = to_facts(form.cleaned_data, inlines)
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            return register_package(
                seller_id=form.cleaned_data["seller_id"], facts=facts, actor=actor, at=at
            ).id
        return revise_package(package_id=form.instance.pk, facts=facts, actor=actor, at=at).id

    withdraw = use_case_action(
        set_package_active,
        key="package_id",
        says="Withdraw from offer",
        done="Withdrawn",
        is_active=False,
        applies_to=lambda row: row.is_active,
    )
    reinstate = use_case_action(
        set_package_active,
        key="package_id",
        says="Offer again",
        done="Offered again",
        is_active=True,
        applies_to=lambda row: not row.is_active,
    )
