"""The tables of partners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower, Now
from django.db.models.indexes import Index
from django.db.models.lookups import Exact

from riz import columns
from riz.ids import new_id

from ..organisations.contracts import OrganisationStatus
from .contracts import (
    DEFAULT_RATE_LIMIT,
    HIGHEST_RATE_LIMIT,
    CredentialStatus,
    PartnerStatus,
)
from .domain import keys
from .domain.scopes import written

LIVE_CREDENTIALS = 2


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]


class Partner(models.Model):
    """A company whose programs call RIZ; its people belong to its organisation. Its id is what its programs act as.

    Whoever changes what its programs may do locks its row first, and a program about to commit money shares
    that lock: of a suspension and a booking, one sees the other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.OneToOneField(
        "identity.Organisation", on_delete=models.PROTECT, related_name="partner"
    )
    name = columns.LineField(max_length=200)
    domain = columns.HostField()
    contact_email = columns.EmailField()
    status = models.CharField(
        max_length=20, choices=_choices(PartnerStatus), default=PartnerStatus.ACTIVE.value
    )
    suspension_reason = columns.LineField(max_length=500, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    rate_limit_per_minute = models.PositiveIntegerField(default=DEFAULT_RATE_LIMIT)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes: ClassVar = [Index(Lower("name"), "id", name="identity_partner_by_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    status=PartnerStatus.ACTIVE.value, suspension_reason="", suspended_at=None
                )
                | (
                    Q(status=PartnerStatus.SUSPENDED.value, suspended_at__isnull=False)
                    & ~Q(suspension_reason="")
                ),
                name="identity_partner_suspended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(rate_limit_per_minute__range=(1, HIGHEST_RATE_LIMIT)),
                name="identity_partner_rate_limit",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="identity_partner_version"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_suspended(self) -> bool:
        """Tell whether its programs are refused."""
        return self.status == PartnerStatus.SUSPENDED

    @property
    def may_not_act(self) -> bool:
        """Tell whether it, or the organisation that it is, is suspended."""
        return self.is_suspended or self.organisation.status != OrganisationStatus.ACTIVE

    def change(self, **changes: Any) -> None:
        """Take new values; scopes in their one spelling."""
        for name, value in changes.items():
            setattr(self, name, written(value) if name == "scopes" else value)
        self.version += 1

    def suspend(self, *, reason: str, at: dt.datetime) -> None:
        """Refuse its programs; the first reason stays."""
        if not self.is_suspended:
            self.status, self.suspension_reason, self.suspended_at = (
                PartnerStatus.SUSPENDED.value,
                reason,
                at,
            )
            self.version += 1

    def resume(self) -> None:
        """Let its programs in again."""
        if self.is_suspended:
            self.status, self.suspension_reason, self.suspended_at = (
                PartnerStatus.ACTIVE.value,
                "",
                None,
            )
            self.version += 1


class PartnerCredentialQuerySet(models.QuerySet["PartnerCredential"]):
    """Credentials, by what they are good for."""

    def alive(self, at: dt.datetime) -> PartnerCredentialQuerySet:
        """Keep those that let somebody in."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), slot__isnull=False)

    def unused_since(self, at: dt.datetime) -> PartnerCredentialQuerySet:
        """Keep those that were not used after that."""
        return self.filter(Q(last_used_at=None) | Q(last_used_at__lte=at))


class PartnerCredential(models.Model):
    """A credential of a partner's program. Of the secret's 256 random bits only a hash is kept.

    A live one sits in one of its partner's two slots, each of which holds one: the database itself knows no third.
    Expired ones give theirs back when the next one is issued.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="credentials")
    client_id = models.CharField(max_length=60, unique=True)
    secret_hash = models.CharField(max_length=keys.HASH_LENGTH)
    label = columns.LineField(max_length=100, blank=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    rate_limit_per_minute = models.PositiveIntegerField(null=True, blank=True)
    allowed_networks = ArrayField(models.CharField(max_length=43), default=list, blank=True)
    slot = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    created_by = models.UUIDField(null=True, blank=True)
    # Who put another one in its place and lets it go on for a while: no longer than they might still do so.
    rotated_by = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerCredentialQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["partner", "-created_at", "-id"], name="identity_credentials_of")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "slot"], name="identity_credential_slot"),
            models.CheckConstraint(
                condition=Q(slot=None) | Q(slot__range=(1, LIVE_CREDENTIALS)),
                name="identity_credential_slots",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(slot=None),
                name="identity_credential_revoked_is_dead",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gte=F("created_at")),
                name="identity_credential_expires_later",
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="identity_credential_scopes"),
            models.CheckConstraint(
                condition=Q(rate_limit_per_minute=None)
                | Q(rate_limit_per_minute__range=(1, HIGHEST_RATE_LIMIT)),
                name="identity_credential_rate_limit",
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("secret_hash"), keys.HASH_LENGTH)),
                name="identity_credential_is_hashed",
            ),
        ]

    def __str__(self) -> str:
        return self.client_id

    def status(self, at: dt.datetime) -> CredentialStatus:
        """Tell what it is good for."""
        if self.revoked_at is not None:
            return CredentialStatus.REVOKED
        is_alive = self.slot is not None and (self.expires_at is None or at < self.expires_at)
        return CredentialStatus.ALIVE if is_alive else CredentialStatus.EXPIRED

    def revoke(self, *, at: dt.datetime) -> None:
        """End it at once; the first time stays."""
        if self.revoked_at is None:
            self.revoked_at = at
            self.slot = None

    def end_by(self, *, at: dt.datetime, now: dt.datetime) -> None:
        """Let it go on until then at the latest, and give its slot back if that is now."""
        self.expires_at = at if self.expires_at is None else min(self.expires_at, at)
        if self.expires_at <= now:
            self.slot = None


class PartnerAccess(models.Model):
    """A request of a partner's program. The table has a partition for each month, which are dropped when they are old.

    Django sees one table; migration 0007 and `make_access_log_partitions` make what is beneath it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(
        Partner, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    credential = models.ForeignKey(
        PartnerCredential,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    method = models.CharField(max_length=10)
    endpoint = models.CharField(max_length=200)
    ip = models.GenericIPAddressField(null=True, blank=True)
    status = models.PositiveSmallIntegerField()
    status_class = models.GeneratedField(
        expression=F("status") / 100, output_field=models.SmallIntegerField(), db_persist=True
    )
    latency_ms = models.PositiveIntegerField()
    request_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "partner accesses"
        indexes: ClassVar = [
            Index(fields=["partner", "-at", "-id"], name="identity_access_of_partner"),
            Index(
                fields=["partner", "status_class", "-at", "-id"], name="identity_access_by_status"
            ),
            Index(fields=["partner", "endpoint", "-at", "-id"], name="identity_access_by_endpoint"),
            Index(fields=["credential", "-at", "-id"], name="identity_access_of_credential"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.status}"
