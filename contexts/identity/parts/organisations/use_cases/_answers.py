"""Finding the invitation that somebody answers."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz import locking, policies
from riz.actor import Actor
from riz.errors import RizError

from ...accounts import api as accounts
from .. import models
from ..domain.policies import ANSWER
from ..errors import InvitationNotFound


def find(
    *,
    token: str | None,
    invitation_id: UUID | None,
    address: str | None,
    actor: Actor,
    at: dt.datetime,
) -> models.Invitation:
    """Return the invitation behind a mailed link, or one of those to a verified address.

    The link is used up with it: where the answer is refused afterwards, the transaction gives it back.

    Raises:
        InPersonOnly: the caller acts as somebody else.
        MailLinkInvalid: the token is not ours, was used, or its invitation is over.
        InvitationNotFound: no invitation of this id stands open to the address.
    """
    policies.require(actor, ANSWER)
    if token is not None:
        link = accounts.use_mail_link(token=token, kind=accounts.MailLinkKind.INVITATION, at=at)
        row = models.Invitation.objects.pending(at).filter(id=link.subject_id).first()
    else:
        wanted = {"id": invitation_id or UUID(int=0), "email": address or ""}
        row = models.Invitation.objects.pending(at).filter(**wanted).first()
    if row is None:
        raise _refusal(token)
    return row


def lock(found: models.Invitation, *, token: str | None, at: dt.datetime) -> models.Invitation:
    """Return the row anew, locked; somebody may have answered or withdrawn it in the meantime.

    Raises:
        MailLinkInvalid: it is over, for who came by a link.
        InvitationNotFound: it is over, for who came by their list.
    """
    pending = models.Invitation.objects.pending(at)
    return locking.lock(pending, id=found.id, refusal=_refusal(token))


def _refusal(token: str | None) -> type[RizError]:
    return accounts.MailLinkInvalid if token is not None else InvitationNotFound
