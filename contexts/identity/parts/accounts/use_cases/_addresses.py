"""Giving an account another address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from riz.locking import lock

from ...activity import api as activity
from .. import models, queries
from ..errors import MailLinkInvalid


def unconfirmed_accounts() -> QuerySet[models.User]:
    """Return the accounts that were opened here and that nobody has confirmed, used or given a role: nobody's yet.

    Opened here means that the log bears their moment; those that came from elsewhere are somebody's.
    """
    opened = activity.entries_of(activity.Action.REGISTERED)
    here = opened.filter(user_id=OuterRef("id"), at=OuterRef("created_at"))
    return models.User.objects.filter(
        Exists(here), email_verified_at=None, last_login=None, is_active=True, role_grants=None
    )


def move_to(*, user_id: UUID | None, address: str, at: dt.datetime) -> tuple[models.User, str]:
    """Give the account an address that was shown to be its owner's; return its row and the address before.

    Whoever opened an account for that address and never confirmed it gives way.

    Raises:
        MailLinkInvalid: the account is gone or disabled, or somebody else has confirmed the address meanwhile.
    """
    row = lock(models.User, id=user_id, is_active=True, refusal=MailLinkInvalid)
    unconfirmed_accounts().filter(email=address).exclude(id=row.id).delete()
    before, row.email = row.email, address
    row.email_verified_at = row.signed_out_at = at
    try:
        with transaction.atomic():
            row.save(update_fields=["email", "email_verified_at", "signed_out_at"])
    except IntegrityError as duplicate:
        raise MailLinkInvalid from duplicate
    queries.mark_account_changed(row.id)
    return row, before
