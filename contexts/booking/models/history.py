"""Versions and audits of bookings; rows are written once."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from riz import columns

from .orders import Booking


class BookingVersion(models.Model):
    """The whole booking after a change; never changed itself."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="versions")
    version_no = models.PositiveIntegerField()
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    created_by = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version_no"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "version_no"], name="one_row_per_version")
        ]

    def __str__(self) -> str:
        return f"version {self.version_no}"


class AuditEntry(models.Model):
    """A change: by whom, from where to where; never changed itself."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="audit_entries")
    actor = models.TextField()
    action = models.TextField()
    from_status = models.TextField(blank=True)
    to_status = models.TextField()
    reason = columns.LineField(blank=True)
    request_id = models.TextField(blank=True)
    # Of this entry and of the one before, computed by the database.
    digest = models.TextField(blank=True, default="", db_default="", editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"
