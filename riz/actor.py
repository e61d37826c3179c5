"""The actor: the one shape in which REST, sockets, admin and tasks hand a caller to use cases and queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A permission such as `booking.read_any`: everywhere, for one organisation's things, or for one thing alone."""

    permission: str
    organisation_id: UUID | None = None
    asset_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role somebody holds, everywhere or for one organisation's things."""

    code: str
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A caller with the grants it holds at this moment; `id` is None for anonymous callers and for the system.

    Attributes:
        scopes: what a program may do on somebody's behalf, or a partner's program on its own; None means
            that the person acts and no scope narrows the grants.
        partner_id: the API partner whose program calls.
        credential_id: what its program showed; another one may come to stand for the same partner.
        impersonator_id: the member of staff who acts as this person.
        authenticated_at: when the person last showed in this session who they are.
    """

    id: UUID | None = None
    kind: str = "anonymous"
    session_id: UUID | None = None
    grants: frozenset[Grant] = frozenset()
    roles: frozenset[HeldRole] = frozenset()
    scopes: frozenset[str] | None = None
    partner_id: UUID | None = None
    credential_id: UUID | None = None
    impersonator_id: UUID | None = None
    authenticated_at: dt.datetime | None = None
    is_omnipotent: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Tell whether somebody, or the system itself, stands behind the call."""
        return self.id is not None or self.is_omnipotent

    @property
    def is_program(self) -> bool:
        """Tell whether a program calls, a partner's own or one that acts for a person."""
        return self.scopes is not None or self.partner_id is not None

    def can(
        self, permission: str, *, organisation_id: UUID | None = None, asset_id: UUID | None = None
    ) -> bool:
        """Tell whether the permission is held everywhere, for the named organisation or for the named thing of it.

        A thing that is named without an organisation belongs to none.
        """
        if self.is_omnipotent or Grant(permission=permission) in self.grants:
            return True
        if organisation_id is not None:
            of_organisation = Grant(permission=permission, organisation_id=organisation_id)
            if of_organisation in self.grants:
                return True
        if asset_id is None:
            return False
        of_asset = Grant(permission=permission, organisation_id=organisation_id, asset_id=asset_id)
        return of_asset in self.grants

    def organisations_where(self, permission: str) -> frozenset[UUID]:
        """Return the organisations for all of whose things the permission is held."""
        return frozenset(
            grant.organisation_id
            for grant in self.grants
            if grant.permission == permission
            and grant.organisation_id is not None
            and grant.asset_id is None
        )

    def assets_where(self, permission: str) -> frozenset[UUID]:
        """Return the single things for which the permission is held."""
        return frozenset(
            grant.asset_id
            for grant in self.grants
            if grant.permission == permission and grant.asset_id is not None
        )

    def allows_scope(self, scope: str | None) -> bool:
        """Tell whether the caller's program may use what the scope names; people are narrowed by no scope."""
        return self.scopes is None or (scope is not None and scope in self.scopes)

    def __str__(self) -> str:
        who = f"{self.kind}:{self.id}" if self.id else self.kind
        return f"{who} by {self.impersonator_id}" if self.impersonator_id else who


ANONYMOUS = Actor()
SYSTEM = Actor(kind="system", is_omnipotent=True)
