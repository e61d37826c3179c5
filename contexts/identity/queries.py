"""What identity as a whole knows: who calls."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from riz.actor import Actor

from .contracts import MailLinkKind, MailToSend
from .errors import MailLinkNotToSend
from .parts.accounts import queries as accounts
from .parts.federation import api as federation
from .parts.organisations import queries as organisations
from .parts.sessions import api as sessions


def recognise_caller(*, access_token: str, at: dt.datetime) -> tuple[Actor, Any]:
    """Return who stands behind a bearer token at this moment, and what the token says.

    Raises:
        AccessTokenInvalid: the token is not ours.
        AccessTokenExpired: its time is over.
        SessionEnded: its session was ended, or its owner may no longer sign in.
    """
    return sessions.recognise_caller(access_token=access_token, at=at)


def list_ways_in(*, user_id: UUID) -> tuple[str, ...]:
    """Return in words what lets somebody into an account without its password, passkeys first."""
    person = Actor(id=user_id)
    return (
        *(f'the passkey "{key.name}"' for key in accounts.list_passkeys(actor=person)),
        *(f"a login at {one.provider}" for one in federation.list_linked_logins(actor=person)),
        *(
            f'the application "{one.name}"'
            for one in federation.list_allowed_applications(actor=person)
        ),
    )


def describe_mail(*, link_id: UUID, at: dt.datetime) -> MailToSend:
    """Return what the mail of a link says at this moment, with what other parts know of its subject.

    Raises:
        MailLinkNotToSend: it is over, was followed, was replaced, or there is nobody to read it.
    """
    mail = accounts.describe_mail(link_id=link_id, at=at)
    if mail.kind is not MailLinkKind.INVITATION:
        return mail
    invitation = organisations.describe_invitation(invitation_id=mail.subject_id, at=at)
    if invitation is None:
        raise MailLinkNotToSend(reason="superseded")
    return replace(
        mail,
        facts={
            "organisation": invitation.organisation_name,
            "inviter": invitation.inviter_name,
            "roles": ", ".join(invitation.roles),
        },
    )
