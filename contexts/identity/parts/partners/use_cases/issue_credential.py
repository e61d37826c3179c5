"""Give a partner a credential."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from ...sessions import api as sessions
from .. import contracts
from ..domain import policies
from ._issuing import Terms, issue
from ._partners import lock_partner


@use_case
def issue_credential(
    *,
    partner_id: UUID,
    scopes: tuple[str, ...],
    actor: Actor,
    at: dt.datetime,
    label: str = "",
    rate_limit_per_minute: int | None = None,
    allowed_networks: tuple[str, ...] = (),
    expires_at: dt.datetime | None = None,
) -> contracts.IssuedCredential:
    """Make a credential and show its secret, this once.

    Raises:
        PartnerNotFound: there is none, or the caller may not know of it.
        Forbidden: the caller may see the partner, and may not manage it.
        StepUpRequired: the caller has to show once more who they are.
        ExpiryPassed: it would be over before it began.
        ScopesNotAllowed: the partner may not have all of the scopes.
        TooManyCredentials: two are alive.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    partner = lock_partner(partner_id=partner_id, actor=actor, action=policies.MANAGE)
    issued = issue(
        partner=partner,
        terms=Terms(
            label=label,
            scopes=scopes,
            rate_limit_per_minute=rate_limit_per_minute,
            allowed_networks=allowed_networks,
            expires_at=expires_at,
        ),
        actor=actor,
        at=at,
    )
    record_act(
        Action.CREDENTIAL_ISSUED,
        by=actor,
        on=("partner_credential", issued.credential.id),
        at=at,
        partner_id=partner.id,
        client_id=issued.credential.client_id,
    )
    return issued
