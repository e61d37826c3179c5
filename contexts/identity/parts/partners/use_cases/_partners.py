"""The steps that every change of a partner takes, whoever changes it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from riz.actor import Actor
from riz.errors import Forbidden
from riz.locking import lock, lock_or_none
from riz.policies import allows

from .. import models, queries
from ..domain import policies
from ..errors import CredentialNotFound, PartnerNotFound


def lock_partner(*, partner_id: UUID, actor: Actor, action: str) -> models.Partner:
    """Lock a partner for a change.

    Raises:
        PartnerNotFound: there is none, or the caller may not know of it.
        Forbidden: the caller may see it, and may not do this to it.
    """
    row = lock_or_none(models.Partner, id=partner_id, no_key=True)
    if row is None or not allows(actor, policies.READ, row):
        raise PartnerNotFound
    if not allows(actor, action, row):
        raise Forbidden
    return row


def lock_credential(*, partner: models.Partner, credential_id: UUID) -> models.PartnerCredential:
    """Lock a credential of a partner that is locked already.

    Raises:
        CredentialNotFound: the partner has none of this id.
    """
    credentials = models.PartnerCredential
    return lock(credentials, partner=partner, id=credential_id, refusal=CredentialNotFound)


def publish_after_commit(*client_ids: str) -> None:
    """Have every process know of the change, once it is committed."""
    if client_ids:
        transaction.on_commit(partial(queries.publish_states, client_ids))
