"""Lists that agree with single things: what a policy reaches, as a condition on rows."""

from __future__ import annotations

from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from riz.policies import PolicyError, Reach


def within(
    reach: Reach,
    *,
    owner: str | None = None,
    organisation: str | None = None,
    assets: tuple[str, ...] = (),
) -> Q:
    """Return the condition that keeps the rows within reach.

    Args:
        reach: what `policies.visible` answers.
        owner: the column, or the path to it, that says whose a row is.
        organisation: the one that says to which organisation it belongs.
        assets: the ones with the ids by which it can be assigned.

    Raises:
        PolicyError: the policy reaches by something for which no column is named.
    """
    if reach.everything:
        return Q()
    ways = [Q(pk__in=[])]
    if reach.owners:
        ways.append(Q(**{f"{_named(owner)}__in": reach.owners}))
    if reach.organisations:
        ways.append(Q(**{f"{_named(organisation)}__in": reach.organisations}))
    ways.extend(
        _assigned(where, ids, organisation, assets) for where, ids in _by_organisation(reach)
    )
    return reduce(or_, ways)


def _assigned(
    where: UUID | None, ids: list[UUID], organisation: str | None, assets: tuple[str, ...]
) -> Q:
    of_organisation = Q() if where is None else Q(**{_named(organisation): where})
    any_of_them = [Q(**{f"{column}__in": ids}) for column in assets or (_named(None),)]
    return of_organisation & reduce(or_, any_of_them)


def _named(column: str | None) -> str:
    if column is None:
        raise PolicyError("the policy reaches by something that the list has no column for")
    return column


def _by_organisation(reach: Reach) -> list[tuple[UUID | None, list[UUID]]]:
    found: dict[UUID | None, list[UUID]] = {}
    for organisation_id, asset_id in sorted(reach.assets, key=str):
        found.setdefault(organisation_id, []).append(asset_id)
    return list(found.items())
