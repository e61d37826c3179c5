"""Roles as others see them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

from riz.actor import HeldRole
from riz.policies import Permission, permissions

__all__ = [
    "DESKS",
    "MANAGERS",
    "OWNERS",
    "AssignedAsset",
    "Catalogue",
    "CustomRole",
    "HeldRole",
    "OwnAction",
    "OwnPermission",
    "OwnPermissions",
    "OwnRole",
    "Permission",
    "Role",
    "RoleDescription",
    "Where",
]


class Role(enum.StrEnum):
    """Roles that somebody may be given. A traveller needs no role: everybody may care for their own things."""

    PORTAL_STAFF = "PORTAL_STAFF"
    PORTAL_ADMIN = "PORTAL_ADMIN"
    SUPPORT = "SUPPORT"
    SELLER_OWNER = "SELLER_OWNER"
    SELLER_MANAGER = "SELLER_MANAGER"
    SELLER_STAFF = "SELLER_STAFF"
    ASSET_MANAGER = "ASSET_MANAGER"
    OPERATOR_OWNER = "OPERATOR_OWNER"
    OPERATOR_MANAGER = "OPERATOR_MANAGER"
    OPERATOR_STAFF = "OPERATOR_STAFF"
    PARTNER_ADMIN = "PARTNER_ADMIN"
    PARTNER_USER = "PARTNER_USER"


# Roles that sellers and operators have alike, for contexts to name together.
OWNERS = frozenset({Role.SELLER_OWNER, Role.OPERATOR_OWNER})
MANAGERS = frozenset({Role.SELLER_MANAGER, Role.OPERATOR_MANAGER})
DESKS = frozenset({Role.SELLER_STAFF, Role.OPERATOR_STAFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDescription:
    """A role that code knows: what it is for and where it can be held. What it carries is told by the permissions."""

    code: str
    name: str
    says: str
    everywhere: bool = False
    """It may be held everywhere."""
    for_one_organisation: bool = True
    """It may be held for one organisation's things."""
    for_assigned_assets: bool = False
    """Its permissions reach only the things that were assigned to the holder."""
    carries_everything: bool = False
    """It carries every permission there is, and not only those that name it."""

    @property
    def permissions(self) -> frozenset[str]:
        """Return the codes of the permissions that it carries."""
        return frozenset(
            code
            for code, stated in permissions().items()
            if self.carries_everything or self.code in stated.roles
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRole:
    """A role that people made: an organisation's own, or one that can be given everywhere and for any organisation."""

    code: str
    name: str
    description: str
    organisation_id: UUID | None
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedAsset:
    """A single thing that was put into somebody's care by, and for, an organisation.

    Attributes:
        kind: what the organisation says that it is. One that is shared belongs to the portal, which alone assigns it;
            everything else counts only where it is the organisation's own.
    """

    organisation_id: UUID
    kind: str
    asset_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """On what somebody may act: on everything, on things of some organisations, on single things, on their own."""

    everywhere: bool = False
    own: bool = False
    organisation_ids: tuple[UUID, ...] = ()
    asset_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRole:
    """A role that somebody holds, with its name."""

    code: str
    name: str
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPermission:
    """A permission that somebody holds, and where."""

    code: str
    says: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAction:
    """Something that somebody may do; `where` is None if the thing itself decides."""

    action: str
    says: str
    where: Where | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPermissions:
    """All that somebody may do at this moment."""

    roles: tuple[OwnRole, ...]
    permissions: tuple[OwnPermission, ...]
    actions: tuple[OwnAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All roles and permissions that can be handed out."""

    permissions: tuple[Permission, ...]
    roles: tuple[RoleDescription, ...]
    custom: tuple[CustomRole, ...]
