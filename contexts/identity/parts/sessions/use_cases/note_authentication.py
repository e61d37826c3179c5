"""Remember that somebody who is signed in has shown once more who they are."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from .. import models
from ..domain import sessions
from ..errors import SessionNotFound


@transaction.atomic
def note_authentication(*, session_id: UUID, method: str, at: dt.datetime) -> dt.datetime:
    """Let a session do what asks for a recent authentication, for a while; return until when.

    Raises:
        SessionNotFound: there is no such session any more, or somebody acts as its owner.
    """
    row = models.Session.objects.select_for_update().filter(id=session_id).first()
    if row is None or not row.is_live(at) or row.impersonator_id is not None:
        raise SessionNotFound
    row.note_authentication(method=method, at=at)
    row.save(update_fields=["methods", "authenticated_at"])
    return at + sessions.STEP_UP_AGE
