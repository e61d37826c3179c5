"""Staff screens of people, and how staff sign in to them."""

from .users import UserAdmin

__all__ = ["UserAdmin"]
