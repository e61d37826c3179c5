"""Who acts: the one shape in which REST, sockets, admin and tasks hand a caller to use cases and queries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A permission such as `booking.read_any`, everywhere or for one organisation's things."""

    permission: str
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A caller with the grants it holds at this moment; `id` is None for anonymous callers and for the system."""

    id: UUID | None = None
    kind: str = "anonymous"
    session_id: UUID | None = None
    grants: frozenset[Grant] = frozenset()
    is_omnipotent: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Tell whether somebody, or the system itself, stands behind the call."""
        return self.id is not None or self.is_omnipotent

    def can(self, permission: str, *, organisation_id: UUID | None = None) -> bool:
        """Tell whether the permission is held everywhere or for the named organisation."""
        if self.is_omnipotent or Grant(permission=permission) in self.grants:
            return True
        return organisation_id is not None and (
            Grant(permission=permission, organisation_id=organisation_id) in self.grants
        )

    def organisations_where(self, permission: str) -> frozenset[UUID]:
        """Return the organisations for whose things the permission is held."""
        return frozenset(
            grant.organisation_id
            for grant in self.grants
            if grant.permission == permission and grant.organisation_id is not None
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


ANONYMOUS = Actor()
SYSTEM = Actor(kind="system", is_omnipotent=True)
