"""The staff screens of identity, and how staff sign in to them."""

from . import organisations, role_grants, security_events, sessions, users

__all__ = ["organisations", "role_grants", "security_events", "sessions", "users"]
