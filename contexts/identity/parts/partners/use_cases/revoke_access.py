"""End the keys that an account has seen."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q

from riz.actor import SYSTEM
from riz.use_cases import use_case

from .. import models
from .revoke_credential import revoke_credential


@use_case
def revoke_access(
    *, user_id: UUID, since: dt.datetime, at: dt.datetime, only: UUID | None = None
) -> None:
    """Revoke the keys that the account issued since then, for whoever issues a key sees its secret; with `only`, the one of this id.

    Keys are their partner's: those that others issued, or the account long before, stay.
    """
    chosen = Q(id=only) if only else Q(created_at__gte=since)
    keys = models.PartnerCredential.objects.filter(chosen, created_by=user_id, revoked_at=None)
    for key in keys.order_by("partner_id", "id"):
        revoke_credential(partner_id=key.partner_id, credential_id=key.id, actor=SYSTEM, at=at)
