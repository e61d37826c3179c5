"""Policies of work that was given up."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

REPEAT = policy(
    "work.repeat",
    holds_everywhere("events.manage"),
    says="Have work tried again that was given up.",
)
