"""Who may do what with messages."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

RESEND = policy(
    "notifications.message.resend",
    holds_everywhere("notifications.manage"),
    says="Send a message again that was given up.",
)
