"""The end of everything that came of one authorization."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from .. import models


def end_family(*, family: UUID, at: dt.datetime) -> None:
    """End every token of a family: the access tokens vanish, the refresh tokens stay on record as used."""
    models.ProgramRefreshToken.objects.filter(token_family=family, revoked=None).update(revoked=at)
    models.ProgramToken.objects.filter(family=family).delete()
