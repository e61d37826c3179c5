"""The tables of organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.db.models.indexes import Index

from riz import columns
from riz.actor import Actor
from riz.ids import new_id
from riz.mapping import to_contract
from riz.policies import assignables

from ..roles import api as roles
from ..roles.contracts import AssignedAsset, HeldRole
from .contracts import OrganisationKind, OrganisationStatus
from .domain.names import fold, is_ours
from .domain.organisation_roles import ORGANISATION_ROLES


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]


def asset_kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of things that can be assigned, as forms offer them."""
    return _choices(assignables())


def _values(values: Iterable[str]) -> list[str]:
    return [str(value) for value in values]


# The trigger of the migration that keeps an owner names the same.
OWNER_ROLES = tuple(each.owner for each in ORGANISATION_ROLES.values())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, by what they are called."""

    def is_taken(self, name: str, *, but: UUID | None = None) -> bool:
        """Tell whether a name reads like the portal's, or that of an organisation that it made or let its programs in."""
        if is_ours(name):
            return True
        is_known = models.Q(kind=OrganisationKind.SELLER) | models.Q(partner__isnull=False)
        known = self.filter(is_known).exclude(id=but or UUID(int=0)).values_list("name", flat=True)
        return fold(name) in {fold(each) for each in known}


class Organisation(models.Model):
    """A seller, a partner or another body that people act for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = columns.LineField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=_choices(OrganisationKind), default=OrganisationKind.SELLER.value
    )
    legal_name = columns.LineField(max_length=200, blank=True, default="", db_default="")
    contact_email = columns.EmailField(blank=True, default="", db_default="")
    contact_phone = columns.PhoneField(blank=True, default="", db_default="")
    status = models.CharField(
        max_length=20,
        choices=_choices(OrganisationStatus),
        default=OrganisationStatus.ACTIVE.value,
        db_default=OrganisationStatus.ACTIVE.value,
    )
    version = models.PositiveIntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=_values(OrganisationStatus)),
                name="identity_organisation_status",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_values(OrganisationKind)),
                name="identity_organisation_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="identity_organisation_version"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a person belongs to an organisation; what the person may do there follows from role grants."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(db_default=Now())
    invited_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user"], name="identity_member_of_organisation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.organisation_id}"


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Role grants, by what they say."""

    def of(self, *, user_id: UUID, role: str, organisation_id: UUID | None) -> RoleGrantQuerySet:
        """Find the one grant of a role, everywhere when no organisation is named."""
        found = self.filter(user_id=user_id, role=role)
        if organisation_id is None:
            return found.filter(organisation=None)
        return found.filter(organisation_id=organisation_id)

    def counting(self) -> RoleGrantQuerySet:
        """Leave out what people hold for organisations that are suspended: it counts for nothing meanwhile."""
        return self.exclude(organisation__status=OrganisationStatus.SUSPENDED)

    def able_to_act(self) -> RoleGrantQuerySet:
        """Keep those of people who can sign in: what counts wherever it matters that somebody can do a thing.

        Who waits for their erasure still can; it asks again on its day, and waits while nobody else could.
        """
        return self.filter(user__is_active=True, user__email_verified_at__isnull=False)

    def of_owners(self) -> RoleGrantQuerySet:
        """Keep those that make somebody an owner."""
        return self.filter(organisation__isnull=False, role__in=_values(OWNER_ROLES))

    def of_sole_owners(self) -> RoleGrantQuerySet:
        """Keep those of owners beside whom no other owner of the organisation can act."""
        others = RoleGrant.objects.of_owners().able_to_act()
        same = others.filter(organisation=models.OuterRef("organisation"))
        return self.of_owners().exclude(models.Exists(same.exclude(user=models.OuterRef("user"))))

    def actors_in(self, wanted: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Actor]:
        """Return people as they may act for organisations now, in two queries; who can't sign in may do nothing."""
        users, organisations = ({pair[side] for pair in wanted} for side in (0, 1))
        concerned = models.Q(organisation=None) | models.Q(organisation_id__in=organisations)
        rows = self.able_to_act().counting().filter(concerned, user_id__in=users)
        held = [(row.user_id, row.held) for row in rows] if wanted else []
        custom = roles.find_custom_roles(codes={role.code for _, role in held})
        return {
            (user, place): Actor(
                id=user,
                grants=roles.grants_of(
                    [
                        role
                        for holder, role in held
                        if holder == user and role.organisation_id in {None, place}
                    ],
                    custom=custom,
                ),
            )
            for user, place in wanted
        }


class RoleGrant(models.Model):
    """A role that a person holds, everywhere or for one organisation's things.

    An organisation that has an owner keeps one who can act: a trigger refuses to commit what takes the last.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="role_grants"
    )
    # The row of a role that people made, for joins; None where the role is code. A trigger keeps both together.
    custom_role = models.ForeignObject(
        "identity.Role",
        on_delete=models.DO_NOTHING,
        from_fields=["role"],
        to_fields=["code"],
        related_name="grants",
        null=True,
        editable=False,
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


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by how they stand."""

    def open(self) -> InvitationQuerySet:
        """Keep those that nobody has answered or withdrawn, whose time may be over."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None)

    def pending(self, at: dt.datetime) -> InvitationQuerySet:
        """Keep those that can be answered now."""
        return self.open().filter(expires_at__gt=at)


class Invitation(models.Model):
    """That somebody with this address is asked to join an organisation in some roles."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = columns.EmailField()
    roles = ArrayField(models.CharField(max_length=40))
    invited_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at=None, declined_at=None, withdrawn_at=None),
                name="identity_one_open_invitation",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="identity_invitation_expires_later",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, declined_at=None)
                | models.Q(accepted_at=None, withdrawn_at=None)
                | models.Q(declined_at=None, withdrawn_at=None),
                name="identity_invitation_ends_once",
            ),
        ]
        indexes: ClassVar = [
            Index(
                fields=["email"],
                name="identity_invitations_to",
                condition=models.Q(accepted_at=None, declined_at=None, withdrawn_at=None),
            ),
            Index(fields=["invited_by", "created_at"], name="identity_invitations_by"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation_id}"

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered or withdrawn it."""
        return self.accepted_at is None and self.declined_at is None and self.withdrawn_at is None

    def can_be_answered(self, at: dt.datetime) -> bool:
        """Tell whether it may still be accepted or declined."""
        return self.is_open and at < self.expires_at


class Assignment(models.Model):
    """A thing of a kind that can be assigned, which an asset manager cares for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="assignments"
    )
    kind = models.CharField(max_length=20, choices=asset_kind_choices)
    asset_id = models.UUIDField()
    assigned_at = models.DateTimeField()
    assigned_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "kind", "asset_id"], name="identity_assigned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asset_id} to {self.user_id}"

    @property
    def assigned(self) -> AssignedAsset:
        """Return the fact without its row."""
        return to_contract(AssignedAsset, self)
