"""Put a new credential beside one that is about to go."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from ...sessions import api as sessions
from .. import contracts
from ..contracts import CredentialStatus
from ..domain import policies
from ..errors import CredentialEnded
from ._issuing import Terms, issue
from ._partners import lock_credential, lock_partner, publish_after_commit

DEFAULT_OVERLAP = dt.timedelta(hours=24)
LONGEST_OVERLAP = dt.timedelta(days=30)


@use_case
def rotate_credential(
    *,
    partner_id: UUID,
    credential_id: UUID,
    actor: Actor,
    at: dt.datetime,
    overlap: dt.timedelta = DEFAULT_OVERLAP,
) -> contracts.IssuedCredential:
    """Make a credential on the same terms, with the same end, and show its secret, this once; the old one ends after the overlap.

    What the partner may no longer have is left out of the new one. The overlap is over at once when the caller may
    not manage the partner any more.

    Raises:
        PartnerNotFound: there is no such partner, or the caller may not know of it.
        CredentialNotFound: the partner has no such credential.
        Forbidden: the caller may see the partner, and may not manage it.
        StepUpRequired: the caller has to show once more who they are.
        CredentialEnded: the old one is good for nothing any more.
        ScopesNotAllowed: nothing is left that the partner may have.
        TooManyCredentials: two are alive, and both would be for a while.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    partner = lock_partner(partner_id=partner_id, actor=actor, action=policies.MANAGE)
    old = lock_credential(partner=partner, credential_id=credential_id)
    if old.status(at) is not CredentialStatus.ALIVE:
        raise CredentialEnded
    terms = Terms(
        label=old.label,
        scopes=tuple(sorted(set(old.scopes) & set(partner.scopes))) or tuple(old.scopes),
        rate_limit_per_minute=old.rate_limit_per_minute,
        allowed_networks=tuple(old.allowed_networks),
        expires_at=old.expires_at,
    )
    old.end_by(at=at + overlap, now=at)
    old.rotated_by = actor.id
    old.save()
    issued = issue(partner=partner, terms=terms, actor=actor, at=at, replaces=old.id)
    record_act(
        Action.CREDENTIAL_ROTATED,
        by=actor,
        on=("partner_credential", old.id),
        at=at,
        partner_id=partner.id,
        successor=issued.credential.id,
    )
    publish_after_commit(old.client_id)
    return issued
