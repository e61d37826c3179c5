"""Where the present state of a feed is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.db.models import Q

from riz.ids import new_id
from riz.sealing import SealedField
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work, WorkQuerySet

__all__ = ["RealtimeSource"]


class RealtimeSourceQuerySet(WorkQuerySet["RealtimeSource"]):
    """Reads of sources, and sources as leased work that never ends."""

    def waiting(self) -> RealtimeSourceQuerySet:
        """Keep what is asked at all."""
        return self.filter(is_enabled=True, feed__is_enabled=True, feed__removed_at=None)


class RealtimeSource(LeasedWork):
    """An address that answers GTFS-Realtime messages about a feed; its attempts are those since the last good answer."""

    work = Work(
        task="transport.poll_realtime_source",
        lease=dt.timedelta(seconds=30),
        backoff=Backoff(first=dt.timedelta(), longest=dt.timedelta(minutes=15)),
        given_up=None,
    )

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

    polled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="last good answer")
    etag = models.TextField(blank=True, default="")
    summary = models.JSONField(default=dict, blank=True, help_text="what the last message held")

    objects = RealtimeSourceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(is_enabled=True),
                name="transport_source_due",
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

    @property
    def pause(self) -> dt.timedelta:
        """How long to wait after a good answer."""
        return dt.timedelta(seconds=self.poll_seconds)

    @property
    def backoff(self) -> Backoff:
        """After a failure it is asked less often than after an answer."""
        return replace(self.work.backoff, first=2 * self.pause)
