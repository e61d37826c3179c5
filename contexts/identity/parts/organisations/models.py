"""The tables of organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from riz.ids import new_id

from ..roles.contracts import HeldRole, Role
from .contracts import OrganisationKind


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]


class Organisation(models.Model):
    """A seller, a partner or another body that people act for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=_choices(OrganisationKind), default=OrganisationKind.SELLER.value
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Role grants, by what they say."""

    def of(self, *, user_id: UUID, role: str, organisation_id: UUID | None) -> RoleGrantQuerySet:
        """Find the one grant of a role, everywhere when no organisation is named."""
        found = self.filter(user_id=user_id, role=role)
        if organisation_id is None:
            return found.filter(organisation=None)
        return found.filter(organisation_id=organisation_id)


class RoleGrant(models.Model):
    """A role that a person holds, everywhere or for one organisation's things."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40, choices=_choices(Role))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="role_grants"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                nulls_distinct=False,
                name="identity_role_held_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id or 'everywhere'}"

    @property
    def held(self) -> HeldRole:
        """Return the fact without its row."""
        return HeldRole(code=self.role, organisation_id=self.organisation_id)
