"""Policies of payments."""

from __future__ import annotations

from contexts.identity.contracts import MANAGERS, OWNERS, Role
from riz.actor import Actor
from riz.policies import (
    Rule,
    holds,
    holds_everywhere,
    owns,
    permission,
    policy,
    scope,
    staff_screens,
)

from ..contracts import Payable

READ_ANY = permission(
    "payments.read_any",
    says="Read what other people owe and have paid.",
    for_one_organisation=True,
    roles={Role.PORTAL_STAFF, Role.SUPPORT, *OWNERS, *MANAGERS},
)
GIVE_BACK = permission(
    "payments.refund",
    says="Give money back.",
    for_one_organisation=True,
    roles={Role.PORTAL_STAFF, *OWNERS, *MANAGERS},
)
READING = scope(
    "payments:read",
    says="See your payments and receipts",
    for_partners=True,
    permissions={READ_ANY},
)
WRITING = scope(
    "payments:write",
    says="Start payments for you",
    for_partners=True,
    permissions={READ_ANY, GIVE_BACK},
)
staff_screens(
    "payments",
    {"view": READ_ANY, "add": GIVE_BACK, "change": GIVE_BACK},
    narrowed={"payable", "paymentintent", "receipt", "refund"},
)


def _paid_to_any(permission: str) -> Rule:
    """Hold a permission for one of the organisations that are paid."""

    def check(actor: Actor, payable: Payable | None) -> bool:
        return payable is not None and any(
            actor.can(permission, organisation_id=payee.organisation_id) for payee in payable.payees
        )

    return Rule(check, f"who has {permission} for one of the organisations that are paid")


def _paid_to_all(permission: str) -> Rule:
    """Hold a permission for every organisation that is paid; where none is, only everywhere will do."""

    def check(actor: Actor, payable: Payable | None) -> bool:
        return (
            payable is not None
            and bool(payable.payees)
            and all(
                actor.can(permission, organisation_id=payee.organisation_id)
                for payee in payable.payees
            )
        )

    return Rule(check, f"who has {permission} for every organisation that is paid")


READ = policy(
    "payments.payable.read",
    owns("payer_id") | holds_everywhere(READ_ANY) | _paid_to_any(READ_ANY),
    says="See what is owed, each attempt to pay it and its receipt.",
    scope=READING,
    reads=True,
)
SEE_TAKINGS = policy(
    "payments.takings.see",
    holds(READ_ANY),
    says="Look through all that an organisation is owed and was paid.",
    reads=True,
)
PAY = policy(
    "payments.payable.pay",
    owns("payer_id"),
    says="Pay what one owes.",
    scope=WRITING,
)
REFUND = policy(
    "payments.payable.refund",
    holds_everywhere(GIVE_BACK) | _paid_to_all(GIVE_BACK),
    says="Give money back.",
    scope=WRITING,
)
