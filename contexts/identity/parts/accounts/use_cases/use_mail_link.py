"""Follow a link that came by mail: once, and in time."""

from __future__ import annotations

import datetime as dt

from riz.locking import lock_or_none
from riz.use_cases import use_case

from .. import models, queries
from ..contracts import MailLink, MailLinkKind
from ..errors import MailLinkInvalid


@use_case
def use_mail_link(*, token: str, kind: MailLinkKind, at: dt.datetime) -> MailLink:
    """Use the link up and return what it is about; what is refused afterwards, in the same transaction, leaves it as it was.

    The account that it is about is locked first, as everywhere.

    Raises:
        MailLinkInvalid: the token is not ours, was used, is over, or a later one took its place.
    """
    link = queries.find_mail_link(token=token, kind=kind, at=at)
    lock_or_none(models.User, id=link.user_id)
    used = models.MailLink.objects.pending(at).filter(id=link.id).update(used_at=at)
    if not used:
        raise MailLinkInvalid
    if kind == MailLinkKind.CHANGE_EMAIL and link.user_id is not None:
        queries.mark_account_changed(link.user_id)
    return link
