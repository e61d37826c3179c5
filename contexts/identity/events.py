"""What identity tells the others, gathered from its parts."""

from .parts.accounts.events import UserRegistered
from .parts.sessions.events import SessionReuseDetected, SessionStartedElsewhere

__all__ = ["SessionReuseDetected", "SessionStartedElsewhere", "UserRegistered"]
