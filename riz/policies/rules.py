"""Rules: conditions on actor and thing, of which policies are put together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from riz.actor import Actor
from riz.policies.visibility import EVERYTHING, NOTHING, Membership, Visibility

_VisibilityOf = Callable[[Actor], Visibility]
_Reader = Callable[[Any], Any]


class Member(NamedTuple):
    """A person whom a thing names, and as what."""

    person_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that is not there yet, or that is only known by where it belongs."""

    owner_id: UUID | None = None
    members: tuple[Member, ...] = ()
    organisation_id: UUID | None = None
    asset_id: UUID | None = None


class Rule:
    """A condition on actor and thing, put together by `|`, `&` and `~`; `visibility` tells it for whole lists."""

    def __init__(
        self,
        check: Callable[[Actor, Any], bool],
        name: str,
        *,
        visibility: _VisibilityOf | None = None,
        bound: _VisibilityOf | None = None,
    ) -> None:
        self.check = check
        self.name = name
        self.visibility = visibility
        # Where no list can be told, what it surely lies within: nothing at all is an answer too.
        self.bound: _VisibilityOf = bound or visibility or (lambda _: EVERYTHING)

    def __or__(self, other: Rule) -> Rule:
        return Rule(
            lambda actor, target: self.check(actor, target) or other.check(actor, target),
            f"{self.name} or {other.name}",
            visibility=_joined(self.visibility, other.visibility, Visibility.__or__),
            bound=lambda actor: self.bound(actor) | other.bound(actor),
        )

    def __and__(self, other: Rule) -> Rule:
        return Rule(
            lambda actor, target: self.check(actor, target) and other.check(actor, target),
            f"{_in_brackets(self.name)} and {_in_brackets(other.name)}",
            visibility=_joined(self.visibility, other.visibility, Visibility.__and__),
            bound=lambda actor: NOTHING if other.bound(actor).nothing else self.bound(actor),
        )

    def __invert__(self) -> Rule:
        return Rule(
            lambda actor, target: not self.check(actor, target), f"not {_in_brackets(self.name)}"
        )


def holds(
    permission: str, *, organisation: str = "organisation_id", assets: tuple[str, ...] = ()
) -> Rule:
    """Have a permission: everywhere, for the thing's organisation, or for the thing itself where it can be assigned.

    Args:
        permission: its code.
        organisation: the thing's attribute with its organisation.
        assets: the thing's attributes with the ids by which it is assigned; of a tuple of them one is enough.
    """
    alone = " (or for it alone)" if assets else ""
    return _holding(
        permission,
        f"who has {permission} for its organisation{alone}",
        of_organisation=_reader(organisation, "organisation_id"),
        of_assets=tuple(_reader(name, "asset_id") for name in assets),
    )


def holds_everywhere(permission: str, *, assets: tuple[str, ...] = ()) -> Rule:
    """Have a permission everywhere, or for the thing itself: for what belongs to no organisation."""
    alone = " (or for it alone)" if assets else ""
    return _holding(
        permission,
        f"who has {permission} everywhere{alone}",
        of_organisation=None,
        of_assets=tuple(_reader(name, "asset_id") for name in assets),
    )


def holds_anywhere(permission: str) -> Rule:
    """Have a permission for anything at all: what opens a room, not what is in it."""

    def check(actor: Actor, target: Any) -> bool:
        del target
        return actor.can(permission) or any(one.permission == permission for one in actor.grants)

    return Rule(check, f"who has {permission} for anything")


def owns(owner: str = "owner_id") -> Rule:
    """Be the person whom the thing names as its owner; a thing of nobody is nobody's."""
    read = _reader(owner, "owner_id")

    def check(actor: Actor, target: Any) -> bool:
        return target is not None and actor.id is not None and read(target) == actor.id

    return Rule(check, "its owner", visibility=_own)


def member_of(members: str = "members", *, roles: Collection[str] = ()) -> Rule:
    """Be one of the persons whom the thing names as its members, in one of the roles where some are named.

    Args:
        members: the thing's attribute with them: a `Member`, or another pair of person and role, for each. They come
            with the thing, for a rule asks no database.
        roles: those that count; where none is named, all do.
    """
    read, counted = _reader(members, "members"), frozenset(map(str, roles))

    def check(actor: Actor, target: Any) -> bool:
        if target is None or actor.id is None:
            return False
        return any(
            person == actor.id and (not counted or role in counted) for person, role in read(target)
        )

    def visibility(actor: Actor) -> Visibility:
        if actor.id is None:
            return NOTHING
        return Visibility(memberships=frozenset({Membership(person_id=actor.id, roles=counted)}))

    as_what = f" as {' or '.join(sorted(counted))}" if counted else ""
    return Rule(check, f"a member of it{as_what}", visibility=visibility)


def _is_self(actor: Actor, target: Any) -> bool:
    return actor.id is not None and getattr(target, "id", target) == actor.id


def _own(actor: Actor) -> Visibility:
    return NOTHING if actor.id is None else Visibility(owners=frozenset({actor.id}))


def _all_or_nothing(check: Callable[[Actor], bool], name: str) -> Rule:
    return Rule(
        lambda actor, _: check(actor),
        name,
        visibility=lambda actor: EVERYTHING if check(actor) else NOTHING,
    )


anybody = _all_or_nothing(lambda _: True, "anybody")
nobody = _all_or_nothing(lambda _: False, "the system alone")
signed_in = _all_or_nothing(lambda actor: actor.id is not None, "anybody signed in")
is_self = Rule(_is_self, "the person concerned", visibility=_own)


def _holding(
    permission: str, name: str, *, of_organisation: _Reader | None, of_assets: tuple[_Reader, ...]
) -> Rule:
    def check(actor: Actor, target: Any) -> bool:
        if target is None:
            return actor.can(permission)
        where = of_organisation(target) if of_organisation else None
        if actor.can(permission, organisation_id=where):
            return True
        return any(
            actor.can(permission, organisation_id=where, asset_id=asset_id)
            for read in of_assets
            for asset_id in _each(read(target))
        )

    def visibility(actor: Actor) -> Visibility:
        if actor.can(permission):
            return EVERYTHING
        return Visibility(
            organisations=actor.organisations_where(permission) if of_organisation else frozenset(),
            assets=_assets_where(actor, permission, of_organisations=bool(of_organisation))
            if of_assets
            else frozenset(),
        )

    return Rule(check, name, visibility=visibility)


def _each(assets: Any) -> tuple[Any, ...]:
    """Return the things of which a target has one or several."""
    return assets if isinstance(assets, tuple) else (assets,)


def _assets_where(
    actor: Actor, permission: str, *, of_organisations: bool
) -> frozenset[tuple[UUID | None, UUID]]:
    return frozenset(
        (grant.organisation_id, grant.asset_id)
        for grant in actor.grants
        if grant.permission == permission
        and grant.asset_id is not None
        and (grant.organisation_id is not None) is of_organisations
    )


def _reader(name: str, usual: str) -> _Reader:
    """Read an attribute by the thing's own word for it; a `Target` has the usual one."""
    of_others, of_target = attrgetter(name), attrgetter(usual)
    return lambda target: of_target(target) if type(target) is Target else of_others(target)


def _joined(
    left: _VisibilityOf | None,
    right: _VisibilityOf | None,
    join: Callable[[Visibility, Visibility], Visibility],
) -> _VisibilityOf | None:
    if left is None or right is None:
        return None
    return lambda actor: join(left(actor), right(actor))


def _in_brackets(name: str) -> str:
    return f"({name})" if " or " in name else name
