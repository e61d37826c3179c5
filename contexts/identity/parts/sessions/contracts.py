"""What sessions show to others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a client gets by signing in or refreshing; the secrets never show in a log."""

    user_id: UUID
    session_id: UUID
    access_token: str = field(repr=False)
    access_expires_at: dt.datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: dt.datetime
