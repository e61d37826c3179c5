"""Taking a thing off sale."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from ..models import Resource


@use_case
def close_resource(*, resource_id: UUID, at: dt.datetime) -> None:
    """Sell no more of it; what is held or sold stays so."""
    Resource.objects.filter(id=resource_id).update(is_open=False, updated_at=at)
