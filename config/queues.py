"""The queues of tasks. What somebody waits for has workers of its own, so that no flood of long work holds it up."""

from __future__ import annotations

PROMPT = ("default", "mail")
LONG = ("exports", "feeds", "planning", "prices", "training")
