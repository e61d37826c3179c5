"""Who may do what: every action has a name, one readable rule and a sentence, and all entry points ask here.

A context states its policies in `domain/policies.py`, at import; use cases and queries ask.

    CANCEL = policy(
        "booking.cancel",
        owns("created_by") | holds("booking.manage_any", organisation="seller_id"),
        says="Cancel a booking.",
        scope="bookings:write",
    )

    require(actor, policies.CANCEL, booking)
    rows.filter(within(visible(actor, policies.READ), owner="created_by", organisation="seller_id"))  # riz.reach

A rule looks at the actor and at the thing, and at nothing else: no query, no clock. What is not stated is refused.
Before any rule is asked, three things hold for all of them: the system may do everything, a program does only what
names a scope that the program was given, and who acts as another person reads, and changes only what says why they may.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from uuid import UUID

from rules.predicates import Predicate

from riz.actor import Actor
from riz.errors import Forbidden, InPersonOnly, RizError


class PolicyError(Exception):
    """The program asks wrongly: an action that nobody stated, or one stated twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that is not there yet, or that is only known by where it belongs."""

    owner_id: UUID | None = None
    organisation_id: UUID | None = None
    asset_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which things an action is allowed on: all of them, or those of an owner, of organisations, and single ones.

    Attributes:
        assets: single things, each with its organisation, if it has one. Whoever assigns can't tell whose a thing
            is, so that the thing's id alone would let an organisation reach into another one.
    """

    everything: bool = False
    owners: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    assets: frozenset[tuple[UUID | None, UUID]] = frozenset()

    @property
    def nothing(self) -> bool:
        """Tell whether there is no thing at all."""
        return not (self.everything or self.owners or self.organisations or self.assets)

    def __or__(self, other: Reach) -> Reach:
        return Reach(
            everything=self.everything or other.everything,
            owners=self.owners | other.owners,
            organisations=self.organisations | other.organisations,
            assets=self.assets | other.assets,
        )

    def __and__(self, other: Reach) -> Reach:
        if self.everything or other.nothing:
            return other
        if other.everything or self.nothing:
            return self
        raise PolicyError("two conditions on the thing itself can't narrow a list together")


NOTHING = Reach()
EVERYTHING = Reach(everything=True)
_Reaching = Callable[[Actor], Reach]
_Reader = Callable[[Any], Any]
_Refusal = type[RizError] | RizError


class Rule(Predicate):
    """A condition on actor and thing, put together by `|`, `&` and `~`; `reach` tells it for whole lists.

    Plain predicates of `rules` join in; a list can't be told of them.
    """

    def __init__(
        self, check: Callable[[Actor, Any], bool], name: str, *, reach: _Reaching | None = None
    ) -> None:
        super().__init__(check, name)
        self.check = check
        self.reach = reach
        # Where no list can be told, what it surely lies within: nothing at all is an answer too.
        self.bound: _Reaching = reach or (lambda _: EVERYTHING)

    def __or__(self, other: Predicate) -> Rule:
        right = _as_rule(other)
        here, there = self.check, right.check
        either = Rule(
            lambda actor, thing: here(actor, thing) or there(actor, thing),
            f"{self.name} or {right.name}",
            reach=_joined(self.reach, right.reach, Reach.__or__),
        )
        either.bound = lambda actor: self.bound(actor) | right.bound(actor)
        return either

    def __and__(self, other: Predicate) -> Rule:
        right = _as_rule(other)
        here, there = self.check, right.check
        both = Rule(
            lambda actor, thing: here(actor, thing) and there(actor, thing),
            f"{_in_brackets(self.name)} and {_in_brackets(right.name)}",
            reach=_joined(self.reach, right.reach, Reach.__and__),
        )
        both.bound = lambda actor: NOTHING if right.bound(actor).nothing else self.bound(actor)
        return both

    def __ror__(self, other: Predicate) -> Rule:
        return _as_rule(other) | self

    def __rand__(self, other: Predicate) -> Rule:
        return _as_rule(other) & self

    def __invert__(self) -> Rule:
        inner = self.check
        return Rule(lambda actor, thing: not inner(actor, thing), f"not {_in_brackets(self.name)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is stated of an action.

    Attributes:
        scope: what a program needs to have been given; None closes the action to programs.
        reads: it changes nothing.
        while_acting: why it may be done while acting as somebody else although it changes something.
    """

    action: str
    says: str
    rule: Rule = field(repr=False)
    scope: str | None = None
    reads: bool = False
    while_acting: str = ""

    def allows(self, actor: Actor, thing: Any = None) -> bool:
        """Tell whether the actor may, to this thing; where none is given, to any thing whatever."""
        may = actor.is_omnipotent or (self.lets_through(actor) and self.rule.check(actor, thing))
        return bool(may)

    def is_closed_to(self, actor: Actor) -> bool:
        """Tell whether there is surely no thing that the actor may do it to."""
        may = self.lets_through(actor) and not self.rule.bound(actor).nothing
        return not (actor.is_omnipotent or may)

    def reach(self, actor: Actor) -> Reach:
        """Tell on which things the actor may.

        Raises:
            PolicyError: the rule can't be told for a list.
        """
        if self.rule.reach is None:
            raise PolicyError(f"{self.action} can't be told for a list")
        if actor.is_omnipotent:
            return EVERYTHING
        return self.rule.reach(actor) if self.lets_through(actor) else NOTHING

    @property
    def can_be_listed(self) -> bool:
        """Tell whether the rule can be told for whole lists."""
        return self.rule.reach is not None

    def lets_through(self, actor: Actor) -> bool:
        """Tell whether the rule is asked at all: programs need the scope, and what changes something is done in person."""
        if actor.is_program and (self.scope is None or self.scope not in (actor.scopes or ())):
            return False
        return not self.is_closed_to_impersonator(actor)

    def is_closed_to_impersonator(self, actor: Actor) -> bool:
        """Tell whether the caller acts as somebody else, who would have to do it in person."""
        return actor.impersonator_id is not None and not (self.reads or self.while_acting)


_policies: dict[str, Policy] = {}


def policy(
    action: str,
    rule: Predicate,
    *,
    says: str,
    scope: str | None = None,
    reads: bool = False,
    while_acting: str = "",
) -> str:
    """State who may do what the sentence says, and return the action's name; `Policy` tells of the arguments.

    Raises:
        PolicyError: the action was stated before.
    """
    if action in _policies:
        raise PolicyError(f"{action} is stated twice")
    _policies[action] = Policy(
        action=action, rule=_as_rule(rule), says=says, scope=scope, reads=reads, while_acting=while_acting,
    )  # fmt: skip
    return action


def allows(actor: Actor, action: str, thing: Any = None) -> bool:
    """Tell whether the actor may do it to the thing.

    Raises:
        PolicyError: nobody stated such an action.
    """
    return _stated(action).allows(actor, thing)


def require(
    actor: Actor, action: str, thing: Any = None, *, refusal: _Refusal | None = None
) -> None:
    """Refuse unless the actor may do it to the thing.

    Raises:
        Forbidden: the actor may not; InPersonOnly, nobody may who acts as somebody else.
        RizError: what is named instead, such as not found where the thing is a secret.
        PolicyError: nobody stated such an action.
    """
    stated = _stated(action)
    if not stated.allows(actor, thing):
        raise refusal or (InPersonOnly if stated.is_closed_to_impersonator(actor) else Forbidden)


def visible(actor: Actor, action: str) -> Reach:
    """Tell on which things the actor may do it, for lists to be narrowed by.

    Raises:
        PolicyError: nobody stated such an action, or its rule can't be told for a list.
    """
    return _stated(action).reach(actor)


def readable() -> tuple[Policy, ...]:
    """Return every policy that was stated, by name."""
    return tuple(_policies[action] for action in sorted(_policies))


def holds(
    permission: str, *, organisation: str = "organisation_id", assets: tuple[str, ...] = ()
) -> Rule:
    """Have a permission: everywhere, for the thing's organisation, or for the thing itself where it can be assigned.

    Args:
        permission: its code.
        organisation: the thing's attribute with its organisation.
        assets: the thing's attributes with the ids by which it is assigned.
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

    def check(actor: Actor, thing: Any) -> bool:
        del thing
        return actor.can(permission) or any(one.permission == permission for one in actor.grants)

    return Rule(check, f"who has {permission} for anything")


def owns(owner: str = "owner_id") -> Rule:
    """Be the person whom the thing names as its owner; a thing of nobody is nobody's."""
    read = _reader(owner, "owner_id")

    def check(actor: Actor, thing: Any) -> bool:
        return thing is not None and actor.id is not None and read(thing) == actor.id

    def reach(actor: Actor) -> Reach:
        return NOTHING if actor.id is None else Reach(owners=frozenset({actor.id}))

    return Rule(check, "its owner", reach=reach)


def _is_self(actor: Actor, thing: Any) -> bool:
    return actor.id is not None and getattr(thing, "id", thing) == actor.id


def _all_or_nothing(check: Callable[[Actor], bool], name: str) -> Rule:
    return Rule(
        lambda actor, _: check(actor),
        name,
        reach=lambda actor: EVERYTHING if check(actor) else NOTHING,
    )


anybody = _all_or_nothing(lambda _: True, "anybody")
nobody = _all_or_nothing(lambda _: False, "the system alone")
signed_in = _all_or_nothing(lambda actor: actor.id is not None, "anybody signed in")
is_self = Rule(
    _is_self,
    "the person concerned",
    reach=lambda actor: NOTHING if actor.id is None else Reach(owners=frozenset({actor.id})),
)


def _stated(action: str) -> Policy:
    found = _policies.get(action)
    if found is None:
        raise PolicyError(f"nobody stated who may {action!r}")
    return found


def _as_rule(one: Predicate) -> Rule:
    if isinstance(one, Rule):
        return one
    return Rule(lambda actor, thing: bool(one.test(actor, thing)), one.name)


def _holding(
    permission: str, name: str, *, of_organisation: _Reader | None, of_assets: tuple[_Reader, ...]
) -> Rule:
    def check(actor: Actor, thing: Any) -> bool:
        if thing is None:
            return actor.can(permission)
        where = of_organisation(thing) if of_organisation else None
        if actor.can(permission, organisation_id=where):
            return True
        return any(
            actor.can(permission, organisation_id=where, asset_id=read(thing)) for read in of_assets
        )

    def reach(actor: Actor) -> Reach:
        if actor.can(permission):
            return EVERYTHING
        return Reach(
            organisations=actor.organisations_where(permission) if of_organisation else frozenset(),
            assets=_assets_where(actor, permission, of_organisations=bool(of_organisation))
            if of_assets
            else frozenset(),
        )

    return Rule(check, name, reach=reach)


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
    """Read an attribute by the thing's own word for it; a `Thing` has the usual one."""
    of_others, of_thing = attrgetter(name), attrgetter(usual)
    return lambda thing: of_thing(thing) if type(thing) is Thing else of_others(thing)


def _joined(
    left: _Reaching | None, right: _Reaching | None, join: Callable[[Reach, Reach], Reach]
) -> _Reaching | None:
    if left is None or right is None:
        return None
    return lambda actor: join(left(actor), right(actor))


def _in_brackets(name: str) -> str:
    return f"({name})" if " or " in name else name
