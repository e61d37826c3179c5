"""Taking a thing off sale."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from ..models import Resource


@use_case
def close_resource(*, item_id: UUID, at: dt.datetime) -> None:
    """Sell no more of it, whatever its starts; what is held or sold stays so."""
    Resource.objects.filter(item_id=item_id).update(is_open=False, updated_at=at)
