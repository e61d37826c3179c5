"""What other parts may ask of sessions."""

from __future__ import annotations

from .contracts import Tokens
from .errors import SessionEnded, SessionNotFound
from .queries import forget_standing, is_known_place, live_session_ids, recognise_caller
from .use_cases.end_session import end_session
from .use_cases.end_sessions import end_sessions
from .use_cases.start_session import start_session

__all__ = [
    "SessionEnded",
    "SessionNotFound",
    "Tokens",
    "end_session",
    "end_sessions",
    "forget_standing",
    "is_known_place",
    "live_session_ids",
    "recognise_caller",
    "start_session",
]
