"""Policies of events."""

from __future__ import annotations

from riz.policies import holds_everywhere, permission, policy, staff_screens

MANAGE = permission(
    "events.manage",
    says="See what moves between the parts of RIZ, and send it again.",
    for_one_organisation=False,
)
staff_screens("outbox", {"view": MANAGE, "change": MANAGE})

REDELIVER = policy(
    "events.delivery.redeliver",
    holds_everywhere(MANAGE),
    says="Send again what could not be delivered.",
)
