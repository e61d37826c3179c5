"""Which roles there are in an organisation of each kind, and what its owner and whoever owned it before hold."""

from __future__ import annotations

from dataclasses import dataclass

from ...roles.contracts import Role
from ..contracts import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRoles:
    """The roles of one kind of organisation."""

    owner: Role
    after_owner: Role
    others: frozenset[Role]

    @property
    def all(self) -> frozenset[Role]:
        """Return every role that can be held there."""
        return self.others | {self.owner, self.after_owner}


ORGANISATION_ROLES: dict[OrganisationKind, OrganisationRoles] = {
    OrganisationKind.SELLER: OrganisationRoles(
        owner=Role.SELLER_OWNER,
        after_owner=Role.SELLER_MANAGER,
        others=frozenset({Role.SELLER_STAFF, Role.ASSET_MANAGER}),
    ),
    OrganisationKind.OPERATOR: OrganisationRoles(
        owner=Role.OPERATOR_OWNER,
        after_owner=Role.OPERATOR_MANAGER,
        others=frozenset({Role.OPERATOR_STAFF, Role.ASSET_MANAGER}),
    ),
    OrganisationKind.PARTNER: OrganisationRoles(
        owner=Role.PARTNER_ADMIN, after_owner=Role.PARTNER_USER, others=frozenset()
    ),
}


def organisation_roles_of(kind: str) -> OrganisationRoles:
    """Return the roles of an organisation of this kind."""
    return ORGANISATION_ROLES[OrganisationKind(kind)]
