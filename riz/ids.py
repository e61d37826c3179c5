"""Identifiers: UUIDv7, ordered by the time they were made."""

from __future__ import annotations

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562)."""
    return uuid_utils.compat.uuid7()
