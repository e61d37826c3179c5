"""Filters of querysets: what a policy reaches, as a condition on rows, so that lists agree with single things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from riz.policies import Membership, PolicyError, Visibility

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memberships:
    """Where it is stored whom things name as their members: a row for each thing and person.

    Attributes:
        rows: the memberships, as a context hands over its own.
        thing: their column with the thing.
        person: their column with the person.
        role: their column with the role.
        listed: the column of the listed rows with the thing, where they aren't the things themselves.
    """

    rows: QuerySet[Any]
    target: str
    person: str = "person_id"
    role: str = "role"
    listed: str = "pk"

    def condition(self, membership: Membership) -> Q:
        """Return the condition that keeps rows of things that name the person in one of the roles."""
        rows = self.rows.filter(**{self.person: membership.person_id})
        if membership.roles:
            rows = rows.filter(**{f"{self.role}__in": sorted(membership.roles)})
        return Q(**{f"{self.listed}__in": rows.values(self.target)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Where a row's assignable things are stored, if it has several: a row for each of them.

    Attributes:
        rows: these rows, as a context hands them over.
        target: their column with the listed row.
        asset: their column with the thing.
    """

    rows: QuerySet[Any]
    target: str
    asset: str

    def condition(self, ids: list[UUID]) -> Q:
        """Return the condition that keeps rows with one of these things, each row once."""
        rows = self.rows.filter(**{f"{self.asset}__in": ids})
        return Q(pk__in=rows.values(self.target))


def within(
    visibility: Visibility,
    *,
    owner: str | None = None,
    members: Memberships | None = None,
    organisation: str | None = None,
    assets: tuple[str | Parts, ...] = (),
) -> Q:
    """Return the condition that keeps the visible rows.

    Args:
        visibility: what `policies.visible` answers.
        owner: the column, or the path to it, that says whose a row is.
        members: where it is stored whom a row names as its members.
        organisation: the column that says to which organisation it belongs.
        assets: the ones with the ids by which it can be assigned, or where these are stored.

    Raises:
        PolicyError: the policy reaches by something for which no column is named.
    """
    if visibility.everything:
        return Q()
    ways = [Q(pk__in=[])]
    if visibility.owners:
        ways.append(Q(**{f"{_named(owner)}__in": visibility.owners}))
    ways.extend(_named(members).condition(each) for each in sorted(visibility.memberships, key=str))
    if visibility.organisations:
        ways.append(Q(**{f"{_named(organisation)}__in": visibility.organisations}))
    ways.extend(
        _assigned(where, ids, organisation, assets) for where, ids in _by_organisation(visibility)
    )
    return reduce(or_, ways)


def _assigned(
    where: UUID | None, ids: list[UUID], organisation: str | None, assets: tuple[str | Parts, ...]
) -> Q:
    of_organisation = Q() if where is None else Q(**{_named(organisation): where})
    any_of_them = [
        each.condition(ids) if isinstance(each, Parts) else Q(**{f"{each}__in": ids})
        for each in _named(assets or None)
    ]
    return of_organisation & reduce(or_, any_of_them)


def _named(column: _T | None) -> _T:
    if column is None:
        raise PolicyError("the policy reaches by something that the list has no column for")
    return column


def _by_organisation(visibility: Visibility) -> list[tuple[UUID | None, list[UUID]]]:
    found: dict[UUID | None, list[UUID]] = {}
    for organisation_id, asset_id in sorted(visibility.assets, key=str):
        found.setdefault(organisation_id, []).append(asset_id)
    return list(found.items())
