"""Let the mail about a new way into an account lead to its removal."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from .. import models
from ..contracts import MailLinkKind
from ..domain import mail_links
from ._mail_links import open_link


@transaction.atomic
def open_removal_link(*, user_id: UUID, subject_id: UUID, at: dt.datetime) -> UUID:
    """Open a link for the account's present address and return its id; no mail of its own goes out."""
    opened = open_link(
        kind=MailLinkKind.REMOVE_ACCESS,
        recipient=models.User.objects.values_list("email", flat=True).get(id=user_id),
        user_id=user_id,
        subject_id=subject_id,
        lifetime=mail_links.REMOVE_LIFETIME,
        at=at,
    )
    return opened.link_id
