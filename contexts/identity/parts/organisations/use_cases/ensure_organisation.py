"""Make sure that an organisation exists."""

from __future__ import annotations

import datetime as dt

from .. import contracts, models, queries


def ensure_organisation(*, slug: str, name: str, at: dt.datetime) -> contracts.Organisation:
    """Return the organisation of this slug, made now if there is none; an existing one keeps its name."""
    row, _ = models.Organisation.objects.get_or_create(
        slug=slug, defaults={"name": name, "created_at": at}
    )
    return queries.to_organisation(row)
