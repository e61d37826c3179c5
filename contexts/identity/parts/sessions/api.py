"""Questions that other parts may ask of sessions."""

from __future__ import annotations

from .contracts import Tokens
from .errors import SessionNotFound, StepUpRequired
from .queries import (
    describe_session,
    forget_session_state,
    is_known_place,
    live_session_ids,
    require_recent_authentication,
    stepped_up_until,
)
from .use_cases.end_session import end_session
from .use_cases.end_sessions import end_sessions
from .use_cases.record_authentication import record_authentication
from .use_cases.start_session import start_session

__all__ = [
    "SessionNotFound",
    "StepUpRequired",
    "Tokens",
    "describe_session",
    "end_session",
    "end_sessions",
    "forget_session_state",
    "is_known_place",
    "live_session_ids",
    "record_authentication",
    "require_recent_authentication",
    "start_session",
    "stepped_up_until",
]
