"""Questions that other parts may ask of the activity log."""

from __future__ import annotations

from .contracts import Action
from .queries import entries_of, find_own_acts
from .use_cases.record_act import record_act
from .use_cases.record_security_event import record_security_event

__all__ = ["Action", "entries_of", "find_own_acts", "record_act", "record_security_event"]
