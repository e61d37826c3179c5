"""Questions that others may ask of partners."""

from __future__ import annotations

from .contracts import Client
from .queries import ensure_still_allowed
from .use_cases.check_client import check_client
from .use_cases.revoke_access import revoke_access

__all__ = [
    "Client",
    "check_client",
    "ensure_still_allowed",
    "revoke_access",
]
