"""Policies of messages."""

from __future__ import annotations

from contexts.identity.contracts import Role
from riz.policies import holds_everywhere, permission, policy, staff_screens

MANAGE = permission(
    "notifications.manage",
    says="Read what was sent to people, and send it again.",
    for_one_organisation=False,
    roles={Role.PORTAL_STAFF, Role.SUPPORT},
)
staff_screens("notifications", dict.fromkeys(("view", "add", "change"), MANAGE))

RESEND = policy(
    "notifications.message.resend",
    holds_everywhere(MANAGE),
    says="Send a message again that was given up.",
)
