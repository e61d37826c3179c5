"""Staff screens: feeds, their versions, what was found wrong with them, and who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.instants import format_date
from riz.operations.staff.screens import RecordAdmin, UseCaseAdmin
from riz.operations.staff.tables import format_table
from riz.tasks import enqueue_after_commit
from riz.work.admin import RepeatsWork

from .. import models, tasks
from ..domain import policies
from ..domain.timetable.feed import FORMAT
from ..domain.timetable.imports import FeedFacts
from ..use_cases.activate_feed_version import activate_feed_version
from ..use_cases.remove_feed import remove_feed
from ..use_cases.set_feed_enabled import set_feed_enabled
from ..use_cases.state_feed import state_feed
from ..use_cases.upload_feed import upload_feed

_FACTS = ("name", "source", "licence", "attribution", "is_long_distance", "priority")


if TYPE_CHECKING:
    _Form = forms.ModelForm[models.Feed]
else:
    _Form = forms.ModelForm


class FeedForm(_Form):
    """A feed's facts, and a file to import."""

    file = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".zip"}),
        help_text="A GTFS zip. It is imported in the background; its versions tell how far that is.",
    )
    activate = forms.BooleanField(
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
        label="Search it as soon as it is imported",
    )

    class Meta:
        model = models.Feed
        fields = ("slug", *_FACTS)


@admin.register(models.Feed)
class FeedAdmin(UseCaseAdmin):
    """Timetables."""

    create_action = policies.MANAGE_FEEDS
    change_action = policies.MANAGE_FEEDS
    form = FeedForm
    list_display = ("name", "is_long_distance", "priority", "dates", "trips", "state", "versions_link")  # fmt: skip
    list_filter = ("is_enabled", "is_long_distance")
    search_fields = ("name", "slug")
    ordering = ("name", "id")
    words: ClassVar = {"is_enabled": ("Searched", "Not searched")}
    labels: ClassVar = {"is_enabled": "in searches"}
    actions = ("enable", "disable", "remove")
    fields = ("slug", *_FACTS, "is_enabled", "file", "activate")
    readonly_fields = ("is_enabled",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Feed]:
        """Read each feed's active and importing versions along."""
        versions = models.FeedVersion.objects.filter(
            Q(is_active=True) | Q(state=models.VersionState.IMPORTING)
        ).order_by("-started_at")
        rows: QuerySet[models.Feed] = super().get_queryset(request)
        return (
            rows.filter(removed_at=None)
            .prefetch_related(Prefetch("versions", versions, to_attr="present"))
            .annotate(version_count=Count("versions"))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Commands and folders know a feed by its slug."""
        del request
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def store(self, request: HttpRequest, form: Any, inlines: dict[str, Any]) -> UUID:
        """State the facts, and take an uploaded file in."""
        del inlines
        stated = form.cleaned_data
        slug = stated.get("slug") or form.instance.slug
        facts = FeedFacts(slug=slug, **{name: stated[name] for name in _FACTS})
        actor, at = actor_of_staff(request), clock.now()
        feed = state_feed(facts=facts, actor=actor, at=at)
        if stated.get("file"):
            version_id = upload_feed(
                facts=facts,
                blocks=stated["file"].chunks(),
                actor=actor,
                at=at,
                activate=stated["activate"],
            )
            enqueue_after_commit(tasks.import_uploaded_feed, version_id=version_id)
            messages.info(request, "The file is imported in the background.")
        return feed.id

    @admin.display(description="dates")
    def dates(self, row: Any) -> str:
        """Show from when until when the active version runs."""
        active = _active(row)
        if active is None or active.first_date is None or active.last_date is None:
            return "–"
        return f"{format_date(active.first_date)} – {format_date(active.last_date)}"

    @admin.display(description="trips")
    def trips(self, row: Any) -> str:
        """Show how many trips the active version has."""
        active = _active(row)
        return f"{active.trips:,}" if active else "–"

    @admin.display(description="state")
    def state(self, row: Any) -> str:
        """Show how far an import is."""
        importing = [one for one in row.present if one.state == models.VersionState.IMPORTING]
        if importing:
            return f"importing, {importing[0].percent} % {importing[0].step}"
        active = _active(row)
        if active and active.format != FORMAT:
            return "not searched: import it again"
        return "searched" if row.is_enabled and active else "not searched"

    @admin.display(description="versions")
    def versions_link(self, row: Any) -> SafeString:
        """Link to the versions."""
        address = reverse("admin:transport_feedversion_changelist")
        return format_html(
            '<a class="text-link" href="{}?feed__id__exact={}">{}</a>',
            address,
            row.id,
            row.version_count,
        )

    enable = use_case_action(
        set_feed_enabled,
        key="feed_id",
        says="Search it again",
        done="Searched again",
        is_enabled=True,
        applies_to=lambda row: not row.is_enabled,
    )
    disable = use_case_action(
        set_feed_enabled,
        key="feed_id",
        says="Search it no more",
        done="Searched no more",
        is_enabled=False,
        applies_to=lambda row: row.is_enabled,
    )
    remove = use_case_action(remove_feed, key="feed_id", says="Remove", done="Removed")


@admin.register(models.FeedVersion)
class FeedVersionAdmin(RepeatsWork):
    """Versions of timetables."""

    list_display = (
        "feed", "started_at", "state", "is_active", "progress", "first_date", "last_date", "trips", "findings",
    )  # fmt: skip
    list_filter = ("state", "is_active", "feed")
    list_select_related = ("feed",)
    ordering = ("-started_at", "-id")
    actions = ("search", "try_again")
    readonly_fields = ("findings", "report_table", "notices_link")
    search_fields = ("feed__name", "feed__slug")
    exclude = ("report", "upload")
    technical = ("sha256", "folder", "format", "events", "patterns", "seconds")
    words: ClassVar = {"is_active": ("Searched", "Not searched")}
    labels: ClassVar = {"is_active": "in searches"}
    waiting: ClassVar = {
        "imports of timetables that failed": {"state__exact": models.VersionState.FAILED.value}
    }

    @admin.display(description="progress")
    def progress(self, row: models.FeedVersion) -> str:
        """Show how far it is, or why it failed."""
        if row.state == models.VersionState.IMPORTING:
            return f"{row.percent} % {row.step}"
        return row.last_error[:60]

    @admin.display(description="findings")
    def findings(self, row: models.FeedVersion) -> str:
        """Show how many errors, warnings and remarks there are."""
        counts: dict[str, int] = {}
        for total in row.report.get("totals", ()):
            counts[total["severity"]] = counts.get(total["severity"], 0) + total["count"]
        return (
            ", ".join(f"{count:,} {severity.lower()}" for severity, count in counts.items()) or "–"
        )

    @admin.display(description="report")
    def report_table(self, row: models.FeedVersion) -> SafeString:
        """Show each kind of finding."""
        facts = ("severity", "count", "code", "file")
        lines = [[total[fact] for fact in facts] for total in row.report.get("totals", ())]
        return format_table(lines, head=facts) if lines else SafeString("Nothing is wrong with it.")

    @admin.display(description="samples")
    def notices_link(self, row: models.FeedVersion) -> SafeString:
        """Link to the findings row by row."""
        address = reverse("admin:transport_feednotice_changelist")
        return format_html(
            '<a class="text-link" href="{}?version__id__exact={}">Row by row</a>',
            address,
            row.id,
        )

    search = use_case_action(
        activate_feed_version,
        key="version_id",
        says="Search this version",
        done="Searched from now on",
        applies_to=lambda row: not row.is_active and row.state != models.VersionState.FAILED,
    )


@admin.register(models.FeedNotice)
class FeedNoticeAdmin(RecordAdmin):
    """Faults of versions, row by row."""

    list_display = (
        "code", "severity", "version", "file", "row", "field", "value", "message", "count",
    )  # fmt: skip
    list_filter = ("severity", "file")
    list_select_related = ("version__feed",)
    search_fields = ("code", "file", "value", "version__feed__name")
    ordering = ("severity", "code", "id")
    linked_by = ("version__id__exact",)


@admin.register(models.FeedChange)
class FeedChangeAdmin(RecordAdmin):
    """Log of who did what with timetables."""

    names: ClassVar = {"actor_id": "person"}
    labels: ClassVar = {"slug": "feed"}
    codes = ("action",)
    list_display = ("at", "slug", "action", "actor_id")
    list_filter = ("action",)
    search_fields = ("slug", "actor_id__exact")
    ordering = ("-at", "-id")


def _active(row: Any) -> models.FeedVersion | None:
    return next((one for one in row.present if one.is_active), None)
