"""Roles as others see them."""

from __future__ import annotations

import enum

from riz.actor import HeldRole

__all__ = ["HeldRole", "Role"]


class Role(enum.StrEnum):
    """What somebody may be made. A traveller needs no role: everybody may care for their own things."""

    PORTAL_STAFF = "PORTAL_STAFF"
    PORTAL_ADMIN = "PORTAL_ADMIN"
