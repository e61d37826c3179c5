"""Exchange an application's refresh token for the next pair, once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from ...activity import api as activity
from .. import models
from ._endings import end_family
from ._issuing import Pair, store_pair


def rotate_refresh_token(*, refresh_token_id: UUID, pair: Pair, at: dt.datetime) -> bool:
    """Take the refresh token and store its successor; tell whether it was good.

    One that was used before ends its whole family, and that is committed although the answer is no. There is no grace:
    of parallel uses the first one wins, and its tokens fall with the second.
    """
    with transaction.atomic():
        row = (
            models.ProgramRefreshToken.objects.select_for_update(of=("self", "consent"))
            .select_related("consent")
            .filter(id=refresh_token_id)
            .first()
        )
        if row is None:
            return False
        if row.revoked is not None:
            _note_reuse(row, at)
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


def _note_reuse(row: models.ProgramRefreshToken, at: dt.datetime) -> None:
    end_family(family=row.token_family, at=at)
    activity.note_security_event(
        action=activity.Action.PROGRAM_SECRET_REUSED,
        user_id=row.user_id,
        actor="system",
        resource=("application", row.application_id),
        metadata={"secret": "refresh token"},
        at=at,
    )
