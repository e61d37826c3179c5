"""Who may do what with events."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

REDELIVER = policy(
    "events.delivery.redeliver",
    holds_everywhere("events.manage"),
    says="Send again what could not be delivered.",
)
