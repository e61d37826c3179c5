"""Sign somebody in whose identity is established."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model

from riz.locking import lock, lock_all, lock_or_none
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from .. import events, models, queries
from ..contracts import Tokens
from ..domain import sessions
from ..errors import SessionEnded
from ._endings import end_rows
from ._tokens import issue_tokens


@use_case
def start_session(
    *,
    user_id: UUID,
    at: dt.datetime,
    ip: str | None = None,
    user_agent: str = "",
    methods: tuple[str, ...] = ("password",),
    impersonator_id: UUID | None = None,
    reason: str = "",
    started_from: UUID | None = None,
) -> Tokens:
    """Begin a session and hand out its first tokens: a pair, or for whoever acts as another an access token alone.

    `methods` say how the person has shown who they are; `impersonator_id` is who acts as the person, for `reason`, and
    the session `started_from` is where they do: it ends with that one.

    Raises:
        SessionEnded: that one is over.
    """
    expires_at = at + (sessions.IMPERSONATION_LIFETIME if impersonator_id else sessions.LIFETIME)
    if started_from is not None:
        # Locked, so that whoever ends it sees this one.
        live = models.Session.objects.live(at)
        parent = lock(live, id=started_from, refusal=SessionEnded)
        expires_at = min(expires_at, parent.expires_at)
    is_own = impersonator_id is None
    if is_own:
        # Of two sign-ins at once the second counts the first one's session.
        lock_or_none(get_user_model().objects.only("pk"), pk=user_id, no_key=True)
    is_elsewhere = is_own and queries.is_new_network(user_id=user_id, ip=ip)
    session = models.Session.objects.create(
        user_id=user_id,
        ip=ip,
        user_agent=user_agent[: sessions.USER_AGENT_LENGTH],
        methods=list(methods),
        authenticated_at=at,
        impersonator_id=impersonator_id,
        reason=reason,
        created_at=at,
        last_used_at=at,
        started_from_id=started_from,
        expires_at=expires_at,
    )
    activity.record_security_event(
        action=activity.Action.SIGNED_IN if is_own else activity.Action.IMPERSONATION_STARTED,
        user_id=user_id,
        actor="" if is_own else f"user:{impersonator_id}",
        ip=ip,
        resource=("session", session.id),
        metadata={"methods": list(methods)} if is_own else {"reason": reason},
        at=at,
    )
    if is_elsewhere:
        publish(
            events.SessionStartedElsewhere(session_id=session.id, user_id=user_id, occurred_at=at)
        )
    if not is_own:
        return issue_tokens(session=session, at=at)
    _end_surplus(user_id, at)
    token = sessions.first_token()
    row = models.RefreshToken.objects.create(
        hash=sessions.hash_of(token),
        session=session,
        salt=b"",
        created_at=at,
        expires_at=sessions.token_expiry(session_expires_at=session.expires_at, at=at),
    )
    return issue_tokens(session=session, refresh_token=token, expires_at=row.expires_at, at=at)


def _end_surplus(user_id: UUID, at: dt.datetime) -> None:
    """Keep to the number of sessions that one person may have: the one that idled longest ends first."""
    live = models.Session.objects.live(at).filter(user_id=user_id, impersonator=None)
    surplus = live.order_by("-last_used_at", "-id")[settings.RIZ_SESSIONS_LIMIT :]
    ids = list(surplus.values_list("id", flat=True))
    if ids:
        rows = lock_all(models.Session.objects.filter(id__in=ids))
        end_rows(rows=rows, reason="too_many_sessions", actor="system", at=at)
