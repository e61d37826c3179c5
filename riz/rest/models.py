"""The table of idempotency keys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IdempotencyKey(models.Model):
    """A request that a caller may repeat: who runs it until when, or what it was answered."""

    scope = models.CharField(max_length=100, help_text="The caller.")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    attempt = models.UUIDField(help_text="Who holds the lease; another attempt changes it.")
    leased_until = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(null=True)
    body = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "key"], name="rest_idempotency_key_once")
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="rest_idempotency_created")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
