"""Exchange an application's refresh token for the next pair, once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.locking import lock_or_none
from riz.use_cases import use_case

from .. import models
from ..domain.secrets import Pair
from ._issuing import store_pair
from .end_reused_secret import end_reused_secret


@use_case
def rotate_refresh_token(*, refresh_token_id: UUID, pair: Pair, at: dt.datetime) -> bool:
    """Take the refresh token and store its successor; tell whether it was good.

    One that was used before ends its whole family, which is why it answers and does not raise. There is no grace: of
    parallel uses the first one wins, and what it got falls with the second.
    """
    tokens = models.ProgramRefreshToken.objects.select_related("consent")
    row = lock_or_none(tokens, id=refresh_token_id, of=("self", "consent"))
    if row is None:
        return False
    if row.revoked is not None:
        end_reused_secret(
            family=row.token_family,
            user_id=row.user_id,
            application_id=row.application_id,
            secret="refresh token",  # noqa: S106 - which kind it was
            at=at,
        )
        return False
    models.ProgramRefreshToken.objects.filter(id=row.id).update(revoked=at)
    models.ProgramToken.objects.filter(family=row.token_family).delete()
    store_pair(
        pair=pair,
        consent=row.consent,
        family=row.token_family,
        refresh_scope=row.scope,
        authorised_at=row.authorised_at,
        at=at,
    )
    return True
