"""Feeds, their versions, and what was found wrong with them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work, WorkQuerySet

from ..domain import policies

__all__ = [
    "Feed",
    "FeedChange",
    "FeedNotice",
    "FeedQuerySet",
    "FeedVersion",
    "FeedVersionQuerySet",
    "VersionState",
]

IN_FOLDERS = RegexValidator(
    r"^[a-z0-9]+(?:[_-][a-z0-9]+)*$", "Small letters and digits, with - or _ between them."
)


class FeedQuerySet(models.QuerySet["Feed"]):
    """Reads of feeds."""

    def kept(self) -> FeedQuerySet:
        """Leave out what was removed."""
        return self.filter(removed_at=None)


class Feed(models.Model):
    """A timetable that somebody publishes and publishes again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(
        max_length=60, validators=[IN_FOLDERS], help_text="what commands and folders know it by"
    )
    name = columns.LineField(max_length=200)
    source = models.CharField(
        max_length=1000, blank=True, help_text="where it was got from: an address or a path"
    )
    licence = columns.LineField(max_length=200, blank=True)
    attribution = columns.LineField(
        max_length=400, blank=True, help_text="what the publisher wants to be said beside answers"
    )
    is_enabled = models.BooleanField(default=True)
    is_long_distance = models.BooleanField(
        default=False,
        help_text="flights, long-distance trains and coaches: searched whatever the ends are",
    )
    priority = models.SmallIntegerField(
        default=0, help_text="where feeds say the same, the greater counts"
    )
    created_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(removed_at=None), name="feed_slug_once"
            ),
            models.CheckConstraint(
                name="feed_removed_is_disabled",
                condition=Q(removed_at=None) | Q(is_enabled=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VersionState(models.TextChoices):
    """How far a version has come."""

    IMPORTING = "importing", "Importing"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    RETIRED = "retired", "Retired"


class FeedVersionQuerySet(WorkQuerySet["FeedVersion"]):
    """Reads of versions, and uploads as leased work."""

    def waiting(self) -> FeedVersionQuerySet:
        """Keep the uploads that are to be imported."""
        return super().waiting().filter(feed__removed_at=None).exclude(upload="")

    def given_up(self) -> FeedVersionQuerySet:
        """Keep the uploads that nobody imports any more, and whose file may still be there."""
        return super().given_up().exclude(upload="")

    def in_use(self) -> FeedVersionQuerySet:
        """Keep those that searches use."""
        return self.filter(is_active=True, feed__is_enabled=True)

    def stored(self) -> FeedVersionQuerySet:
        """Keep those whose arrays are on the disk."""
        return self.exclude(folder="")


class FeedVersion(LeasedWork):
    """A feed as it was published at one time, compiled. One that was uploaded is leased work until it is imported.

    The importer of a feed holds a lock as long as it lives, so the lease may be shorter than the import.
    """

    work = Work(
        task="transport.import_uploaded_feed",
        lease=dt.timedelta(minutes=2),
        backoff=Backoff(
            first=dt.timedelta(minutes=1), longest=dt.timedelta(hours=1), most_attempts=3
        ),
        pending=VersionState.IMPORTING,
        given_up=VersionState.FAILED,
        repeat_policy=policies.MANAGE_FEEDS,
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="versions")
    state = models.CharField(
        max_length=9, choices=VersionState.choices, default=VersionState.IMPORTING
    )
    is_active = models.BooleanField(default=False)
    activate = models.BooleanField(default=True, help_text="searched as soon as it is imported")
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.PositiveSmallIntegerField(default=0)
    folder = models.CharField(
        max_length=80, blank=True, help_text="below RIZ_TRANSPORT_FOLDER; empty once deleted"
    )
    upload = models.CharField(
        max_length=80, blank=True, help_text="an uploaded file that is still to be imported"
    )
    step = models.CharField(max_length=60, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    stops = models.PositiveIntegerField(default=0)
    routes = models.PositiveIntegerField(default=0)
    patterns = models.PositiveIntegerField(default=0)
    trips = models.PositiveIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    size_bytes = models.PositiveBigIntegerField(default=0)
    zone = columns.TimeZoneField(blank=True)
    first_date = models.DateField(null=True, blank=True)
    last_date = models.DateField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    started_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = FeedVersionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed"], condition=Q(is_active=True), name="feed_one_active_version"
            ),
            models.UniqueConstraint(
                fields=["feed", "sha256", "format"],
                condition=Q(state__in=["ready", "retired"]) & ~Q(folder=""),
                name="feed_version_stored_once",
            ),
            models.CheckConstraint(
                name="feed_version_active_is_ready",
                condition=Q(is_active=False) | Q(state="ready") & ~Q(folder=""),
            ),
            models.CheckConstraint(
                name="feed_version_retired_has_its_time",
                condition=Q(state="retired") ^ Q(retired_at=None),
            ),
            models.CheckConstraint(
                name="feed_version_dates_in_order",
                condition=Q(first_date=None, last_date=None) | Q(first_date__lte=F("last_date")),
            ),
            models.CheckConstraint(
                name="feed_version_percent", condition=Q(percent__gte=0, percent__lte=100)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state"], name="feed_version_importing", condition=Q(state="importing")
            )
        ]

    def __str__(self) -> str:
        return f"{self.feed}, {self.sha256[:8] or 'not read yet'}"

    def fail(self, reason: str) -> None:
        """Note that nothing came of it."""
        self.state, self.last_error, self.percent = VersionState.FAILED, reason[:500], 0
        self.is_active = False

    def retire(self, at: dt.datetime) -> None:
        """Take it out of searches; it stays on the disk for a while."""
        self.state, self.is_active, self.retired_at = VersionState.RETIRED, False, at

    def activate_now(self) -> None:
        self.state, self.is_active, self.retired_at = VersionState.READY, True, None


class FeedNotice(models.Model):
    """A sample of what is wrong with a version, and how many there are of the code in the file."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(FeedVersion, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=100)
    severity = models.CharField(max_length=7)
    file = models.CharField(max_length=100, blank=True)
    row = models.PositiveBigIntegerField(
        default=0, help_text="counted with the header; 0 is the whole file"
    )
    field = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=500, blank=True)
    count = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="feed_notice_severity", condition=Q(severity__in=["ERROR", "WARNING", "INFO"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.file}"


class FeedChange(models.Model):
    """Log of who did what with a feed. Outlives it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed_id = models.UUIDField(db_index=True)
    slug = models.CharField(max_length=60)
    action = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True, blank=True)
    version_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} {self.slug}"

    @classmethod
    def record(
        cls,
        feed: Feed,
        action: str,
        *,
        actor_id: UUID | None,
        at: dt.datetime,
        version_id: UUID | None = None,
    ) -> None:
        """Write down that somebody did something."""
        cls.objects.create(
            feed_id=feed.id,
            slug=feed.slug,
            action=action,
            actor_id=actor_id,
            at=at,
            version_id=version_id,
        )
