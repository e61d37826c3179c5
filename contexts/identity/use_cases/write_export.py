"""Write down everything that RIZ knows of a person."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from riz import personal_data
from riz.use_cases import use_case


@use_case
def write_export(*, user_id: UUID, at: dt.datetime) -> str:
    """Return it as JSON that a person can read, a section for each context."""
    sections = personal_data.collect(user_id=user_id)
    document = {"user_id": user_id, "gathered_at": at, **sections}
    return json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
