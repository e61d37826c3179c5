"""Policies of roles. Beyond this nobody hands out what they do not hold themselves: `check_hand_out`."""

from __future__ import annotations

from riz.policies import holds, holds_anywhere, holds_everywhere, policy, signed_in

READ_OWN_PERMISSIONS = policy(
    "roles.own_permissions.read",
    signed_in,
    says="See what one may do oneself.",
    scope="profile:read",
    reads=True,
)
READ_CATALOGUE = policy(
    "roles.catalogue.read",
    holds_anywhere("organisations.members") | holds_everywhere("identity.manage"),
    says="See which roles and permissions there are to hand out.",
    reads=True,
)
READ = policy(
    "roles.role.read",
    holds("organisations.members") | holds_everywhere("identity.manage"),
    says="See an organisation's own roles.",
    reads=True,
)
CHANGE = policy(
    "roles.role.change",
    holds("organisations.manage") | holds_everywhere("identity.manage"),
    says="Make, change and delete an organisation's own roles; those for everywhere only with the permission everywhere.",
)
