"""Who may do what with accounts."""

from __future__ import annotations

from riz.policies import holds_everywhere, is_self, policy

_looks_after_accounts = holds_everywhere("identity.manage")

SET_PASSWORD = policy(
    "accounts.password.set",
    is_self | _looks_after_accounts,
    says="Set a new password: one's own, after showing the old one, or somebody's who can't.",
    in_person=True,
)
CHANGE_FACTS = policy(
    "accounts.facts.change",
    is_self | _looks_after_accounts,
    says="Correct name, phone, language and the like.",
    in_person=True,
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
    in_person=True,
)
