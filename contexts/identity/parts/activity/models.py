"""The table of the activity log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.indexes import Index

from riz.ids import new_id


class SecurityEvent(models.Model):
    """An entry of the activity log, never changed; it outlives the account that it tells of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        "identity.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=120, blank=True)
    resource_type = models.CharField(max_length=40, blank=True)
    resource_id = models.CharField(max_length=80, blank=True)
    metadata = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["user", "-at"], name="identity_event_of_user"),
            Index(fields=["-at"], name="identity_event_at"),
            Index(fields=["action", "-at"], name="identity_event_action"),
        ]

    def __str__(self) -> str:
        return self.action.replace("_", " ")
