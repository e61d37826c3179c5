"""Staff screens: where the present state of the timetable is asked."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import UseCaseAdmin

from .. import models
from ..domain import policies
from ..use_cases.state_realtime_source import SourceFacts, state_realtime_source


class RealtimeSourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A source's facts, and the key that it wants."""

    key = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Sent with every question under the header's name. Left empty, the key that is known stays.",
    )

    class Meta:
        model = models.RealtimeSource
        fields = ("feed", "url", "header_name", "poll_seconds", "is_enabled")
        widgets: ClassVar = {"header_name": UnfoldAdminTextInputWidget}


@admin.register(models.RealtimeSource)
class RealtimeSourceAdmin(UseCaseAdmin):
    """Sources of live updates."""

    create_action = policies.MANAGE_FEEDS
    change_action = policies.MANAGE_FEEDS
    form = RealtimeSourceForm
    list_display = ("url", "feed", "is_enabled", "answered_at", "attempts", "last_error", "updates")
    list_filter = ("is_enabled", "feed")
    list_select_related = ("feed",)
    search_fields = ("url", "feed__name")
    ordering = ("feed__name", "url")
    waiting: ClassVar = {
        "sources of live updates in trouble": {"attempts__gte": 3, "is_enabled__exact": 1}
    }
    fields = (
        "feed", "url", ("header_name", "key"), "poll_seconds", "is_enabled", "polled_at", "answered_at",
        "attempts", "last_error", "summary",
    )  # fmt: skip
    readonly_fields = ("polled_at", "answered_at", "attempts", "last_error", "summary")

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """State the facts."""
        del inlines
        stated = form.cleaned_data
        facts = SourceFacts(
            feed_id=stated["feed"].id,
            url=stated["url"],
            header_name=stated["header_name"],
            key=stated["key"] or None,
            poll_seconds=stated["poll_seconds"],
            is_enabled=stated["is_enabled"],
        )
        is_new = form.instance._state.adding  # noqa: SLF001 - Django's name for it
        known = None if is_new else form.instance.pk
        return state_realtime_source(
            source_id=known, facts=facts, actor=actor_of_staff(request), at=clock.now()
        )

    @admin.display(description="changed trips")
    def updates(self, row: models.RealtimeSource) -> str:
        """Show what the last message changed."""
        return f"{row.summary.get('changes', 0):,} of {row.summary.get('updates', 0):,}"
