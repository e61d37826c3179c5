"""Policies of all contexts: every action has a name, one readable rule and a sentence, and all entry points ask here.

A context states its policies in `domain/policies.py`, at import, beside what they are made of: permissions, scopes,
kinds of things that can be assigned, staff screens. Use cases and queries ask.

    MANAGE_ANY = permission(
        "booking.manage_any", says="Book for others.", for_one_organisation=True, roles={Role.SUPPORT}
    )
    WRITE = scope("bookings:write", says="Book for you", for_partners=True, permissions={MANAGE_ANY})
    CANCEL = policy(
        "booking.cancel",
        owns("created_by") | holds(MANAGE_ANY, organisation="seller_id"),
        says="Cancel a booking.",
        scope=WRITE,
    )

    require(actor, policies.CANCEL, booking)
    rows.filter(within(visible(actor, policies.READ), owner="created_by"))  # riz.queryset_filters

A rule looks at the actor and at the thing, and at nothing else: no query, no clock. What is not stated is refused.
Before any rule is asked, three things hold for all of them: the system may do everything, a program does only what
names a scope that the program was given, and who acts as another person reads, and changes only what says why they may.
"""

from riz.policies.checks import allows, require, visible
from riz.policies.definitions import Permission, Policy
from riz.policies.registry import (
    all_staff_screens,
    assignable,
    assignables,
    permission,
    permissions,
    policy,
    readable,
    scope,
    scopes,
    staff_screens,
)
from riz.policies.rules import (
    Member,
    Rule,
    Target,
    anybody,
    holds,
    holds_anywhere,
    holds_everywhere,
    is_self,
    member_of,
    nobody,
    owns,
    signed_in,
)
from riz.policies.visibility import EVERYTHING, NOTHING, Membership, PolicyError, Visibility

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "Member",
    "Membership",
    "Permission",
    "Policy",
    "PolicyError",
    "Rule",
    "Target",
    "Visibility",
    "all_staff_screens",
    "allows",
    "anybody",
    "assignable",
    "assignables",
    "holds",
    "holds_anywhere",
    "holds_everywhere",
    "is_self",
    "member_of",
    "nobody",
    "owns",
    "permission",
    "permissions",
    "policy",
    "readable",
    "require",
    "scope",
    "scopes",
    "signed_in",
    "staff_screens",
    "visible",
]
