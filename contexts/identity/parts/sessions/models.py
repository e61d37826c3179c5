"""The tables of sessions."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models.indexes import Index

from riz.ids import new_id

from .domain import sessions


class Session(models.Model):
    """A family of refresh tokens: one sign-in on one device, until it is ended or 30 days have passed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="sessions")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=sessions.USER_AGENT_LENGTH, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar = [
            Index(
                fields=["user"], name="identity_session_live", condition=models.Q(revoked_at=None)
            ),
            Index(fields=["expires_at"], name="identity_session_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_live(self, at: dt.datetime) -> bool:
        """Tell whether the session still stands."""
        return self.revoked_at is None and at < self.expires_at

    def end(self, *, reason: str, at: dt.datetime) -> None:
        """End it; the first reason stays."""
        if self.revoked_at is None:
            self.revoked_at = at
            self.revoked_reason = reason


class RefreshToken(models.Model):
    """One link of a family, known by its hash only. Its own secret is made from its parent's and `salt`."""

    hash = models.CharField(primary_key=True, max_length=64)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    parent = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="successor"
    )
    salt = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hash[:8]}…"
