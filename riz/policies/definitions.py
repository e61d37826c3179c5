"""Definitions: what a statement says of an action, a permission, a scope, a kind of things, an app's staff screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from riz.actor import Actor
from riz.policies.rules import Rule
from riz.policies.visibility import EVERYTHING, NOTHING, PolicyError, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The statement of an action.

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

    def allows(self, actor: Actor, target: Any = None) -> bool:
        """Tell whether the actor may, to this thing; where none is given, to any thing whatever."""
        may = actor.is_omnipotent or (self.lets_through(actor) and self.rule.check(actor, target))
        return bool(may)

    def is_closed_to(self, actor: Actor) -> bool:
        """Tell whether there is surely no thing that the actor may do it to."""
        may = self.lets_through(actor) and not self.rule.bound(actor).nothing
        return not (actor.is_omnipotent or may)

    def visibility(self, actor: Actor) -> Visibility:
        """Tell on which things the actor may.

        Raises:
            PolicyError: the rule can't be told for a list.
        """
        if self.rule.visibility is None:
            raise PolicyError(f"{self.action} can't be told for a list")
        if actor.is_omnipotent:
            return EVERYTHING
        return self.rule.visibility(actor) if self.lets_through(actor) else NOTHING

    @property
    def can_be_listed(self) -> bool:
        """Tell whether the rule can be told for whole lists."""
        return self.rule.visibility is not None

    def lets_through(self, actor: Actor) -> bool:
        """Tell whether the rule is asked at all: programs need the scope, and what changes something is done in person."""
        if actor.is_program and (self.scope is None or self.scope not in (actor.scopes or ())):
            return False
        return not self.is_closed_to_impersonator(actor)

    def is_closed_to_impersonator(self, actor: Actor) -> bool:
        """Tell whether the caller acts as somebody else, who would have to do it in person."""
        return actor.impersonator_id is not None and not (self.reads or self.while_acting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A thing that a role can carry.

    Attributes:
        for_one_organisation: it can be given for one organisation's things alone.
        roles: the codes of the standard roles that carry it.
    """

    code: str
    says: str
    for_one_organisation: bool
    roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A kind of access that a program may be allowed.

    Attributes:
        says: the sentence that a person reads who is asked for it.
        for_partners: programs that act for a company and for no person may be given it too.
        permissions: which of a person's permissions a program with it may use on their behalf.
    """

    code: str
    says: str
    for_partners: bool
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignable:
    """A kind of things that can be put into an asset manager's care.

    Attributes:
        shared_under: things of this kind belong to no organisation: whoever has this permission everywhere assigns them.
    """

    kind: str
    shared_under: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffScreens:
    """Which permission opens an app's staff screens.

    Attributes:
        permissions: the permission for each act: view, add, change, delete. An act that is missing is for those who
            hold every permission.
        narrowed: the models whose screens show each member of staff what their organisations own, or what is public
            anyway, and let only that be changed which the policies allow: they open for who holds the permission
            anywhere, all others only for who holds it everywhere.
    """

    permissions: Mapping[str, str]
    narrowed: frozenset[str]
