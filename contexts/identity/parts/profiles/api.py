"""Questions that others may ask of profiles."""

from __future__ import annotations

from .queries import find_profiles
from .use_cases.revoke_access import revoke_access

__all__ = ["find_profiles", "revoke_access"]
