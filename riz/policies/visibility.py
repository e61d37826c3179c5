"""Visibility: which things an action is allowed on, for lists that agree with single things."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


class PolicyError(Exception):
    """The program asks wrongly: a name that nobody stated, or one stated twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The things that name a person as a member, in one of the roles; in any where no role is named."""

    person_id: UUID
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """Which things an action is allowed on: all of them, those of an owner, of members, of organisations, single ones.

    Attributes:
        assets: single things, each with its organisation, if it has one. Whoever assigns can't tell whose a thing
            is, so that the thing's id alone would let an organisation reach into another one.
    """

    everything: bool = False
    owners: frozenset[UUID] = frozenset()
    memberships: frozenset[Membership] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    assets: frozenset[tuple[UUID | None, UUID]] = frozenset()

    @property
    def nothing(self) -> bool:
        """Tell whether there is no thing at all."""
        return self == NOTHING

    def __or__(self, other: Visibility) -> Visibility:
        return Visibility(
            everything=self.everything or other.everything,
            owners=self.owners | other.owners,
            memberships=self.memberships | other.memberships,
            organisations=self.organisations | other.organisations,
            assets=self.assets | other.assets,
        )

    def __and__(self, other: Visibility) -> Visibility:
        if self.everything or other.nothing:
            return other
        if other.everything or self.nothing:
            return self
        raise PolicyError("two conditions on the thing itself can't narrow a list together")


NOTHING = Visibility()
EVERYTHING = Visibility(everything=True)
