"""The tables of profiles, and of what people may ask about their data."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from riz import columns
from riz.ids import new_id
from riz.sealing import SealedField
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work

from .contracts import (
    AccessibilityNeed,
    BudgetLevel,
    DietaryNeed,
    ErasureState,
    ExportState,
    NotificationChannel,
    NotificationKind,
    ShownFact,
    TravelStyle,
)


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]


def _several(values: type[enum.StrEnum]) -> ArrayField[Any, Any]:
    return ArrayField(models.TextField(choices=_choices(values)), default=list, blank=True)


def _only(field: str, values: type[enum.StrEnum]) -> models.CheckConstraint:
    known = [value.value for value in values]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__contained_by": known}), name=f"preferences_{field}_known"
    )


def default_channels() -> list[str]:
    """Return how RIZ writes to somebody who chose nothing."""
    return [NotificationChannel.EMAIL.value, NotificationChannel.IN_APP.value]


def default_kinds() -> list[str]:
    """Return what somebody who chose nothing hears of: what they began themselves, and no advertising."""
    return [
        NotificationKind.BOOKING_REMINDERS.value,
        NotificationKind.TRIP_CHANGES.value,
        NotificationKind.COMMENTS.value,
    ]


class Profile(models.Model):
    """Facts that somebody states about themselves, beside those of their account."""

    user = models.OneToOneField(
        "identity.User", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    bio = models.TextField(blank=True)
    home_place = columns.LineField(max_length=120, blank=True)
    languages = ArrayField(columns.LanguageField(), default=list, blank=True)
    emergency_contact_sealed = SealedField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class Preferences(models.Model):
    """How somebody likes to travel, what they need, what they show and how they want to be told."""

    user = models.OneToOneField(
        "identity.User", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    budget_level = models.TextField(
        choices=_choices(BudgetLevel), default=BudgetLevel.STANDARD.value
    )
    travel_styles = _several(TravelStyle)
    dietary_needs = _several(DietaryNeed)
    accessibility_needs = _several(AccessibilityNeed)
    notification_channels = ArrayField(
        models.TextField(choices=_choices(NotificationChannel)),
        default=default_channels,
        blank=True,
    )
    notification_kinds = ArrayField(
        models.TextField(choices=_choices(NotificationKind)), default=default_kinds, blank=True
    )
    shown = _several(ShownFact)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "preferences"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(budget_level__in=[level.value for level in BudgetLevel]),
                name="preferences_budget_level_known",
            ),
            _only("travel_styles", TravelStyle),
            _only("dietary_needs", DietaryNeed),
            _only("accessibility_needs", AccessibilityNeed),
            _only("notification_channels", NotificationChannel),
            _only("notification_kinds", NotificationKind),
            _only("shown", ShownFact),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class DataExport(LeasedWork):
    """Somebody's wish to have their data, and for a week the data itself, sealed."""

    work = Work(
        task="identity.gather_export",
        lease=dt.timedelta(minutes=10),
        backoff=Backoff(
            first=dt.timedelta(minutes=5), longest=dt.timedelta(hours=1), most_attempts=5
        ),
        given_up=ExportState.FAILED,
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    state = models.TextField(choices=_choices(ExportState), default=ExportState.PENDING.value)
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    content_sealed = SealedField(blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="PENDING"), name="one_pending_export_per_user"
            ),
            models.CheckConstraint(
                condition=~Q(state="READY") | Q(ready_at__isnull=False, expires_at__isnull=False),
                name="ready_export_runs_out",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"], name="export_due", condition=Q(state="PENDING")
            ),
            models.Index(fields=["user", "-id"], name="export_by_user"),
        ]

    def __str__(self) -> str:
        return f"export {self.id}"


class Erasure(models.Model):
    """Somebody's wish to be forgotten: when it is due, and whether it was taken back or done.

    It knows the person by id only, and keeps nothing of them but that the wish was granted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    state = models.TextField(choices=_choices(ErasureState), default=ErasureState.DUE.value)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who was erased, for as long as the other contexts have not all answered; then it is emptied.
    person_sealed = SealedField(blank=True, editable=False)
    refused_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="DUE"), name="one_due_erasure_per_user"
            ),
            models.CheckConstraint(
                condition=Q(state="DUE", ended_at__isnull=True)
                | (~Q(state="DUE") & Q(ended_at__isnull=False)),
                name="erasure_ends_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="erasure_due", condition=Q(state="DUE"))
        ]

    def __str__(self) -> str:
        return f"erasure {self.id}"
