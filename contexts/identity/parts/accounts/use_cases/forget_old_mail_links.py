"""Remove links that are long over, and accounts that nobody ever confirmed."""

from __future__ import annotations

import datetime as dt

from .. import models
from ..domain import mail_links
from ._addresses import unconfirmed_accounts


def forget_old_mail_links(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete a batch of both; return how many there were."""
    over = models.MailLink.objects.filter(expires_at__lt=at - mail_links.KEPT_AFTER_END)
    nobodys = unconfirmed_accounts().filter(created_at__lt=at - mail_links.UNCONFIRMED_LIFETIME)
    gone = models.MailLink.objects.filter(id__in=list(over.values_list("id", flat=True)[:batch]))
    lapsed = models.User.objects.filter(id__in=list(nobodys.values_list("id", flat=True)[:batch]))
    return gone.delete()[0] + lapsed.delete()[0]
