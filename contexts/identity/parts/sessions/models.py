"""The tables of sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.db.models.indexes import Index

from riz import columns
from riz.ids import new_id

from .domain import sessions


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, by how they stand."""

    def live(self, at: dt.datetime) -> SessionQuerySet:
        """Leave out those that were ended or are over."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def that_concern(self, user_id: UUID) -> SessionQuerySet:
        """Keep a person's own, and those in which the person acts as somebody else."""
        return self.filter(Q(user_id=user_id) | Q(impersonator_id=user_id))

    def effective(self, at: dt.datetime) -> SessionQuerySet:
        """Keep those that count: live, of people who may sign in, and so may whoever acts as them."""
        impersonator_may = Q(impersonator=None) | Q(impersonator__is_active=True)
        return self.live(at).filter(impersonator_may, user__is_active=True)

    def with_holdings(self, person: str) -> models.QuerySet[Any, Any]:
        """Add as `roles` and `assigned` what a person of the session holds: its `user`, or its `impersonator`."""
        held, care = f"{person}__role_grants", f"{person}__assignments"
        own = Session.objects.filter(id=OuterRef("id"))
        # What people hold for organisations that are suspended counts for nothing meanwhile.
        counts = Q(**{f"{held}__organisation": None}) | Q(
            **{f"{held}__organisation__status": "ACTIVE"}
        )
        roles = JSONObject(
            code=f"{held}__role",
            organisation_id=f"{held}__organisation_id",
            owner_id=f"{held}__custom_role__organisation_id",
            permissions=f"{held}__custom_role__permissions",
        )
        assigned = JSONObject(
            organisation_id=f"{care}__organisation_id",
            kind=f"{care}__kind",
            asset_id=f"{care}__asset_id",
        )
        return self.annotate(
            roles=ArraySubquery(
                own.filter(counts, **{f"{held}__isnull": False}).values_list(roles)
            ),
            assigned=ArraySubquery(own.filter(**{f"{care}__isnull": False}).values_list(assigned)),
        )


class Session(models.Model):
    """A family of refresh tokens: one sign-in on one device, until it is ended or 30 days have passed.

    While a member of staff acts as somebody else, it is that person's session with `impersonator` set, of a
    quarter of an hour and without refresh tokens.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="sessions")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=sessions.USER_AGENT_LENGTH, blank=True)
    # How the person has shown who they are, RFC 8176's amr in our words, and when they last did.
    methods = ArrayField(models.CharField(max_length=sessions.METHOD_LENGTH))
    authenticated_at = models.DateTimeField()
    impersonator = models.ForeignKey(
        "identity.User", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    reason = columns.LineField(max_length=sessions.REASON_LENGTH, blank=True)
    # The session from which somebody acts as another; the staff screens have none of these.
    started_from = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=40, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["user"], name="identity_session_live", condition=Q(revoked_at=None)),
            Index(fields=["expires_at"], name="identity_session_expiry"),
            Index(
                fields=["started_from"],
                name="identity_session_started_from",
                condition=Q(started_from__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(methods__len__gt=0), name="identity_session_has_a_method"
            ),
            models.CheckConstraint(
                condition=Q(impersonator=None, reason="")
                | (Q(impersonator__isnull=False) & ~Q(reason="") & ~Q(impersonator=F("user"))),
                name="identity_session_impersonated_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_live(self, at: dt.datetime) -> bool:
        """Tell whether the session still stands."""
        return self.revoked_at is None and at < self.expires_at

    def record_authentication(self, *, method: str, at: dt.datetime) -> None:
        """Remember that the person has shown once more who they are."""
        if method not in self.methods:
            self.methods = [*self.methods, method]
        self.authenticated_at = max(self.authenticated_at, at)

    def end(self, *, reason: str, at: dt.datetime) -> None:
        """End the session; the first reason stays."""
        if self.revoked_at is None:
            self.revoked_at = at
            self.revoked_reason = reason


class RefreshToken(models.Model):
    """A link of a family, known by its hash only. Its own secret is made from its parent's and `salt`."""

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


class SocketTicket(models.Model):
    """A ticket for one socket, known by its hash only; a row, so that a lost Valkey neither loses nor repeats it."""

    hash = models.CharField(primary_key=True, max_length=64)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="socket_tickets")
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [Index(fields=["expires_at"], name="identity_ticket_expiry")]

    def __str__(self) -> str:
        return f"{self.hash[:8]}…"
