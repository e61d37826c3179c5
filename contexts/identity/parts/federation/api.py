"""Questions that others may ask of federation."""

from __future__ import annotations

from .domain.secrets import ACCESS_PREFIX
from .queries import (
    find_program,
    list_allowed_applications,
    list_linked_logins,
)
from .use_cases.revoke_access import revoke_access

__all__ = [
    "ACCESS_PREFIX",
    "find_program",
    "list_allowed_applications",
    "list_linked_logins",
    "revoke_access",
]
