"""Policies of accounts."""

from __future__ import annotations

from collections.abc import Iterable

from riz.actor import Actor, Grant
from riz.policies import (
    holds_everywhere,
    is_self,
    permission,
    policy,
    signed_in,
    staff_screens,
)

from ...roles.contracts import Role

READ_ANY = permission(
    "identity.read_any",
    says="Look accounts up, with their sessions and their activity.",
    for_one_organisation=False,
    roles={Role.SUPPORT},
)
ACT_AS_ANOTHER = permission(
    "identity.impersonate",
    says="Act as another person for a quarter of an hour, with a reason that is kept.",
    for_one_organisation=False,
    roles={Role.SUPPORT},
)
MANAGE = permission(
    "identity.manage",
    says="Manage accounts, roles and organisations of everybody.",
    for_one_organisation=False,
)
staff_screens("identity", {"view": READ_ANY, "add": MANAGE, "change": MANAGE, "delete": MANAGE})

_looks_after_accounts = holds_everywhere(MANAGE)

SET_PASSWORD = policy(
    "accounts.password.set",
    is_self | _looks_after_accounts,
    says="Set a new password: one's own, after showing the old one, or somebody's who can't.",
)
CHANGE_OWN_PASSWORD = policy(
    "accounts.own_password.change",
    signed_in,
    says="Change one's own password, knowing the one before.",
)
STEP_UP = policy(
    "accounts.session.step_up",
    signed_in,
    says="Show once more who one is, before what matters most.",
)
CHANGE_FACTS = policy(
    "accounts.facts.change",
    is_self | _looks_after_accounts,
    says="Correct name, phone, language and the like.",
)
SET_ACTIVE = policy(
    "accounts.account.set_active",
    _looks_after_accounts,
    says="Disable an account, and enable it again.",
)
RESET_SECOND_FACTORS = policy(
    "accounts.second_factors.reset",
    _looks_after_accounts & ~is_self,
    says="Remove the second factors of somebody else who has lost them all, for a reason that is kept.",
)
IMPERSONATE = policy(
    "accounts.account.impersonate",
    holds_everywhere(ACT_AS_ANOTHER) & ~is_self,
    says="Act as somebody else for a quarter of an hour, for a reason that they see; never as whoever may do more.",
)


def covers(actor: Actor, grants: Iterable[Grant]) -> bool:
    """Tell whether the actor may do all that the grants allow, wherever they allow it."""
    return all(
        grant in actor.grants
        or actor.can(
            grant.permission, organisation_id=grant.organisation_id, asset_id=grant.asset_id
        )
        for grant in grants
    )
