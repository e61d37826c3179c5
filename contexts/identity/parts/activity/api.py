"""What other parts may ask of the activity log."""

from __future__ import annotations

from .contracts import Action
from .queries import entries_of, find_own_acts
from .use_cases.note_security_event import note_security_event
from .use_cases.record_act import record_act

__all__ = ["Action", "entries_of", "find_own_acts", "note_security_event", "record_act"]
