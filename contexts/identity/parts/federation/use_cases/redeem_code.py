"""Exchange an authorization code for tokens, once."""

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
def redeem_code(*, code_id: UUID, pair: Pair, at: dt.datetime) -> bool:
    """Take the code and store what it is worth; tell whether it was good.

    A second use ends everything that came of the first, which is why it answers and does not raise.
    """
    codes = models.AuthorizationCode.objects.select_related("consent")
    row = lock_or_none(codes, id=code_id, of=("self", "consent"))
    if row is None:
        return False
    if row.used_at is not None:
        end_reused_secret(
            family=row.id,
            user_id=row.user_id,
            application_id=row.application_id,
            secret="code",  # noqa: S106 - which kind it was
            at=at,
        )
        return False
    models.AuthorizationCode.objects.filter(id=row.id).update(used_at=at)
    store_pair(
        pair=pair,
        consent=row.consent,
        family=row.id,
        refresh_scope=row.scope,
        authorised_at=row.authenticated_at,
        at=at,
    )
    return True
