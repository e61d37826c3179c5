"""Remember that somebody who is signed in has shown once more who they are."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction

from riz.locking import lock_or_none
from riz.use_cases import use_case

from .. import models
from ..contracts import Reauthentication
from ..domain import sessions
from ..errors import SessionNotFound
from ..gateways import session_state_cache
from ._tokens import issue_tokens


@use_case
def record_authentication(*, session_id: UUID, method: str, at: dt.datetime) -> Reauthentication:
    """Let a session do what asks for a recent authentication, for a while.

    Its access tokens so far count no more: whoever copied one before gains nothing by what is opened now. Its
    owner gets a new one; other holders of the refresh token ask for theirs, as when one expires.

    Raises:
        SessionNotFound: there is no such session any more, or somebody acts as its owner.
    """
    row = lock_or_none(models.Session, id=session_id)
    if row is None or not row.is_live(at) or row.impersonator_id is not None:
        raise SessionNotFound
    row.record_authentication(method=method, at=at)
    row.save(update_fields=["methods", "authenticated_at"])
    transaction.on_commit(partial(session_state_cache.forget, [session_id]))
    tokens = issue_tokens(session=row, at=row.authenticated_at)
    return Reauthentication(
        until=at + sessions.STEP_UP_AGE,
        access_token=tokens.access_token,
        access_expires_at=tokens.access_expires_at,
    )
