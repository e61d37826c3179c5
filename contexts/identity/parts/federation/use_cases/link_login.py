"""Have a login with another provider open an account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...accounts import api as accounts
from ...activity import api as activity
from ...sessions import api as sessions
from .. import events, models, queries
from ..contracts import ExternalIdentity, LinkedLogin
from ..errors import LoginLinkedElsewhere


@use_case
def link_login(
    *,
    external_identity: ExternalIdentity,
    user_id: UUID,
    actor: Actor,
    at: dt.datetime,
    ip: str | None = None,
) -> LinkedLogin:
    """Link the login; what is linked already with the same account stays.

    That the account is the caller's own is asked by the entry point before.

    Raises:
        StepUpRequired: the caller has not just shown who they are.
        LoginLinkedElsewhere: it opens another account.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    row = models.LinkedLogin(
        user_id=user_id,
        provider=external_identity.provider,
        subject=external_identity.subject,
        email=external_identity.email,
        created_at=at,
    )
    models.LinkedLogin.objects.bulk_create([row], ignore_conflicts=True)
    linked = models.LinkedLogin.objects.get(
        provider=external_identity.provider, subject=external_identity.subject
    )
    if linked.user_id != user_id:
        raise LoginLinkedElsewhere
    if linked.id == row.id:
        activity.record_security_event(
            action=activity.Action.LOGIN_LINKED,
            user_id=user_id,
            ip=ip,
            resource=("linked_login", row.id),
            metadata={"provider": external_identity.provider},
            at=at,
        )
        publish(
            events.LoginLinked(
                user_id=user_id,
                provider=external_identity.provider,
                login_id=row.id,
                occurred_at=at,
            )
        )
        accounts.mark_account_changed(user_id)
    return queries.to_linked_login(linked)
