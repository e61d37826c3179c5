"""What identity tells the others, gathered from its parts."""

from .parts.accounts.events import UserRegistered

__all__ = ["UserRegistered"]
