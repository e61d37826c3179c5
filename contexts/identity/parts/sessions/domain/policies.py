"""Who may do what with sessions."""

from __future__ import annotations

from riz.policies import holds_everywhere, is_self, owns, policy

_looks_after_accounts = holds_everywhere("identity.manage")

END = policy(
    "sessions.session.end",
    owns("user_id") | owns("impersonator_id") | _looks_after_accounts,
    says="Sign out, stop acting as somebody, or sign somebody out.",
)
END_ALL = policy(
    "sessions.all.end",
    is_self | _looks_after_accounts,
    says="Sign out everywhere, or sign somebody out everywhere.",
)
