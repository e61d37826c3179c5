"""Staff screens: cities, airports, stations, sights and stops by name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.widgets import UnfoldAdminTextareaWidget

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.places import map_link
from riz.operations.staff.screens import UseCaseAdmin

from .. import models
from ..contracts import PlaceFacts, PlaceKind
from ..domain import policies
from ..domain.places import plain
from ..use_cases.register_place import register_place
from ..use_cases.revise_place import revise_place

MOST_COUNTED = 10_000
_FACTS = (
    "kind", "name", "other_names", "code", "latitude", "longitude", "time_zone", "country", "region", "importance",
    "radius_m",
)  # fmt: skip


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]  # a class of Django takes none at run time
    """A place; other names are written one to a line."""

    other_names = forms.CharField(
        required=False, widget=UnfoldAdminTextareaWidget(), help_text="One to a line."
    )

    class Meta:
        model = models.Place
        fields = _FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["other_names"] = "\n".join(self.instance.other_names)

    def clean_other_names(self) -> list[str]:
        """Part the lines."""
        lines = (line.strip() for line in self.cleaned_data["other_names"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # the same
    """Pages of a table of any length: no more rows are counted than anybody turns pages."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, at most the bound."""
        rows: Any = self.object_list[:MOST_COUNTED]
        return int(rows.count())


@admin.register(models.Place)
class PlaceAdmin(UseCaseAdmin):
    """Places that journeys can start from and lead to; stops are described by their feeds."""

    create_action = policies.MANAGE_PLACES
    change_action = policies.MANAGE_PLACES
    form = PlaceForm
    paginator = BoundedPaginator
    technical = ("source_key",)
    list_display = ("name", "kind", "code", "region", "country", "on_map", "importance", "source")
    list_filter = ("kind", "source")
    search_fields = ("search_text",)
    search_help_text = "A name or the beginning of one, a former name, or a code."
    fieldsets = (
        (None, {"fields": ("kind", "name", "other_names", "code", "importance")}),
        (
            "Where",
            {
                "fields": (
                    ("latitude", "longitude"), "time_zone", ("region", "country"), "radius_m", "on_map",
                )
            },
        ),
        ("State", {"fields": ("source", "source_key", "edited_at")}),
    )  # fmt: skip
    readonly_fields = ("on_map", "source", "source_key", "edited_at")
    ordering = ("search_name", "id")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Stops can be looked at."""
        is_stop = obj is not None and obj.source == models.PlaceSource.FEED
        return not is_stop and super().has_change_permission(request, obj)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by names as travellers do, and by code."""
        del request
        wanted = plain(search_term)
        if not wanted:
            return queryset, False
        named = queryset.filter(search_text__contains=f"|{wanted}")
        coded = queryset.filter(code__in={search_term.strip(), search_term.strip().upper()})
        return named | coded, False

    @admin.display(description="On the map")
    def on_map(self, row: models.Place) -> str:
        """Link to the place on a public map."""
        return "" if row._state.adding else map_link(row.latitude, row.longitude)  # noqa: SLF001 - as Django documents

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """Register or revise the place."""
        del inlines
        stated = {name: form.cleaned_data[name] for name in _FACTS}
        stated |= {
            "kind": PlaceKind(stated["kind"]),
            "other_names": tuple(stated["other_names"]),
            "country": stated["country"].upper(),
        }
        facts = PlaceFacts(**stated)
        actor, at = actor_of_staff(request), clock.now()
        if form.instance._state.adding:  # noqa: SLF001 - Django's documented way to ask
            place = register_place(facts=facts, actor=actor, at=at)
        else:
            place = revise_place(place_id=form.instance.pk, facts=facts, actor=actor, at=at)
        assert place.id is not None  # noqa: S101 - of a row
        return place.id
