"""Where the present state of a feed is asked."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from riz.ids import new_id
from riz.sealing import SealedField

__all__ = ["RealtimeSource"]

SLOWEST: Final = dt.timedelta(minutes=15)


class RealtimeSource(models.Model):
    """An address that answers GTFS-Realtime messages about a feed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.ForeignKey(
        "transport.Feed", on_delete=models.CASCADE, related_name="realtime_sources"
    )
    url = models.CharField(max_length=2000)
    header_name = models.TextField(
        blank=True, default="", help_text="what a key is sent as, such as x-api-key"
    )
    header_sealed = SealedField(blank=True, default="", editable=False)
    is_enabled = models.BooleanField(default=True)
    poll_seconds = models.PositiveSmallIntegerField(default=20)

    next_poll_at = models.DateTimeField()
    polled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="last good answer")
    etag = models.TextField(blank=True, default="")
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    fault = models.TextField(blank=True, default="")
    summary = models.JSONField(default=dict, blank=True, help_text="what the last message held")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_poll_at"], condition=Q(is_enabled=True), name="transport_source_due"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "url"], name="transport_source_once"),
            models.CheckConstraint(
                condition=Q(poll_seconds__gte=5), name="transport_source_unhurried"
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def claim(self, *, at: dt.datetime) -> None:
        """Be polled now, and next when it is due again."""
        self.polled_at = at
        self.next_poll_at = at + self.pause

    def succeed(self, *, at: dt.datetime, etag: str, summary: dict[str, int] | None) -> None:
        """Remember a good answer; no summary where nothing was new."""
        self.answered_at, self.failures, self.fault, self.etag = at, 0, "", etag
        if summary is not None:
            self.summary = summary

    def fail(self, *, at: dt.datetime, fault: str) -> None:
        """Remember a failure: each in a row doubles the pause."""
        self.failures += 1
        self.fault = fault
        self.next_poll_at = at + self.pause

    @property
    def pause(self) -> dt.timedelta:
        """How long to wait before it is asked again."""
        return min(dt.timedelta(seconds=self.poll_seconds * 2 ** min(self.failures, 10)), SLOWEST)
