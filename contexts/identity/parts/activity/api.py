"""What other parts may ask of the activity log."""

from __future__ import annotations

from .contracts import Action
from .use_cases.note_security_event import note_security_event
from .use_cases.record_act import record_act

__all__ = ["Action", "note_security_event", "record_act"]
