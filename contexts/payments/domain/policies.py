"""Who may do what with payments."""

from __future__ import annotations

from riz.actor import Actor
from riz.policies import Rule, holds, holds_everywhere, owns, policy

from ..contracts import Payable


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
    owns("payer_id") | holds_everywhere("payments.read_any") | _paid_to_any("payments.read_any"),
    says="See what is owed, each attempt to pay it and its receipt.",
    scope="payments:read",
    reads=True,
)
SEE_TAKINGS = policy(
    "payments.takings.see",
    holds("payments.read_any"),
    says="Look through all that an organisation is owed and was paid.",
    reads=True,
)
PAY = policy(
    "payments.payable.pay",
    owns("payer_id"),
    says="Pay what one owes.",
    scope="payments:write",
)
REFUND = policy(
    "payments.payable.refund",
    holds_everywhere("payments.refund") | _paid_to_all("payments.refund"),
    says="Give money back.",
    scope="payments:write",
)
