"""The table of roles that people made."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from riz import columns
from riz.ids import new_id
from riz.mapping import to_contract

from . import contracts


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles, by whose they are."""

    def can_be_of(self, organisation_id: UUID) -> bool:
        """Tell whether there is such an organisation: the database itself asks only at the end of the transaction."""
        organisations = Role.organisation.field.related_model._default_manager  # noqa: SLF001
        return organisations.filter(pk=organisation_id).exists()

    def of(self, organisation_id: UUID | None) -> RoleQuerySet:
        """Keep those of one organisation, or those for everywhere."""
        if organisation_id is None:
            return self.filter(organisation=None)
        return self.filter(organisation_id=organisation_id)


class Role(models.Model):
    """A role of somebody's own making: one organisation's, or the portal's for everywhere and every organisation.

    Its code is written small, those of roles that are code in capitals, so that neither can pass for the other. A
    trigger keeps grants and roles together: a held role can't be deleted, a deleted one can't be given.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, editable=False)
    name = columns.LineField(max_length=80)
    description = columns.LineField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        "identity.Organisation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
    )
    permissions = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                nulls_distinct=False,
                name="identity_role_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9-]*$"),
                name="identity_role_code_small",
            ),
            models.CheckConstraint(
                condition=models.Q(permissions__len__gt=0), name="identity_role_carries_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def to_contract(self) -> contracts.CustomRole:
        """Return what others may know of it."""
        return to_contract(contracts.CustomRole, self)
