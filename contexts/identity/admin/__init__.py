"""The staff screens of identity, and how staff sign in to them."""

from . import organisations, own_password, role_grants, security_events, sessions, users

__all__ = [
    "organisations",
    "own_password",
    "role_grants",
    "security_events",
    "sessions",
    "users",
]
