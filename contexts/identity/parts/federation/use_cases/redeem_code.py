"""Exchange an authorization code for tokens, once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from ...activity import api as activity
from .. import models
from ._endings import end_family
from ._issuing import Pair, store_pair


def redeem_code(*, code_id: UUID, pair: Pair, at: dt.datetime) -> bool:
    """Take the code and store what it is worth; tell whether it was good.

    A second use ends everything that came of the first, and that is committed although the answer is no.
    """
    with transaction.atomic():
        row = (
            models.AuthorizationCode.objects.select_for_update(of=("self", "consent"))
            .select_related("consent")
            .filter(id=code_id)
            .first()
        )
        if row is None:
            return False
        if row.used_at is not None:
            _note_reuse(row, at)
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


def _note_reuse(row: models.AuthorizationCode, at: dt.datetime) -> None:
    end_family(family=row.id, at=at)
    activity.note_security_event(
        action=activity.Action.PROGRAM_SECRET_REUSED,
        user_id=row.user_id,
        actor="system",
        resource=("application", row.application_id),
        metadata={"secret": "code"},
        at=at,
    )
