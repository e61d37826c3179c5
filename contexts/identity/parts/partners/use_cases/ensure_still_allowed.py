"""Look once more, in the transaction that commits, whether a partner's program is still let in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection
from django.db.transaction import TransactionManagementError

from riz.actor import Actor

from .. import models, queries
from ..contracts import CredentialStatus
from ..errors import PartnerKeyEnded, PartnerSuspended

_SHARE = "SELECT status FROM identity_partner WHERE id = %s FOR SHARE"


def ensure_still_allowed(*, actor: Actor, at: dt.datetime) -> None:
    """Refuse a partner's program whose partner or credential has ended since the request began; people pass.

    To be called last in a transaction that moves money or stock. It shares the lock that a suspension and a
    revocation take, so one of both waits for the other: what was suspended first is not committed.

    Raises:
        PartnerSuspended: staff have suspended the partner, or its organisation.
        PartnerKeyEnded: the credential was revoked or has expired.
    """
    if actor.partner_id is None:
        return
    if actor.credential_id is None:
        raise PartnerKeyEnded
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "what is not in a transaction may change before it commits"
        )
    _share_lock(actor.partner_id)
    # A second statement sees what whoever held the lock before has committed.
    row = (
        models.PartnerCredential.objects.select_related("partner__organisation")
        .filter(id=actor.credential_id, partner_id=actor.partner_id)
        .first()
    )
    is_alive = row is not None and row.status(at) is CredentialStatus.ALIVE
    if row is None or not is_alive or queries.is_forsaken(row):
        raise PartnerKeyEnded
    if row.partner.may_not_act:
        raise PartnerSuspended


def _share_lock(partner_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [partner_id])
