"""Policies of sessions."""

from __future__ import annotations

from riz.policies import holds_everywhere, is_self, owns, policy, signed_in

_looks_after_accounts = holds_everywhere("identity.manage")

DO_WHAT_MATTERS_MOST = policy(
    "sessions.acts_that_matter.do",
    signed_in,
    says="Do what matters most, such as changing factors and addresses, within ten minutes after showing who one is.",
)
END = policy(
    "sessions.session.end",
    owns("user_id") | owns("impersonator_id") | _looks_after_accounts,
    says="Sign out, stop acting as somebody, or sign somebody out.",
    while_acting="to stop acting",
)
END_ALL = policy(
    "sessions.all.end",
    is_self | _looks_after_accounts,
    says="Sign out everywhere, or sign somebody out everywhere.",
)
