"""End a credential at once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, events, queries
from ..domain import policies
from ._partners import lock_credential, lock_partner, publish_after_commit


@use_case
def revoke_credential(
    *, partner_id: UUID, credential_id: UUID, actor: Actor, at: dt.datetime
) -> contracts.Credential:
    """Let nobody in by this credential any more, those included who are about to commit; twice is as once.

    Whoever may issue may revoke, without showing once more who they are: a key that has leaked has to go now.

    Raises:
        PartnerNotFound: there is no such partner, or the caller may not know of it.
        CredentialNotFound: the partner has no such credential.
        Forbidden: the caller may see the partner, and may not manage it.
    """
    partner = lock_partner(partner_id=partner_id, actor=actor, action=policies.MANAGE)
    row = lock_credential(partner=partner, credential_id=credential_id)
    if row.revoked_at is None:
        row.revoke(at=at)
        row.save()
        publish(
            events.CredentialRevoked(
                credential_id=row.id,
                partner_id=partner.id,
                client_id=row.client_id,
                occurred_at=at,
            )
        )
        record_act(
            Action.CREDENTIAL_REVOKED,
            by=actor,
            on=("partner_credential", row.id),
            at=at,
            partner_id=partner.id,
            client_id=row.client_id,
        )
        publish_after_commit(row.client_id)
    return queries.to_credential(row, at=at)
