"""What a mail's reader finds in it: the token of the link."""

from __future__ import annotations

from contexts.identity import api as identity
from contexts.identity import models
from contexts.identity.contracts import MailLinkKind


def link_of(kind: MailLinkKind, recipient: str | None = None) -> models.MailLink:
    """Return the latest link of a kind, to an address where one is named."""
    links = models.MailLink.objects.filter(kind=kind)
    if recipient is not None:
        links = links.filter(recipient=recipient)
    return links.latest("id")


def token_in_mail(kind: MailLinkKind, recipient: str | None = None) -> str:
    """Return the token of the latest link of a kind, asked for as whoever sends the mail asks for it."""
    link = link_of(kind, recipient)
    return identity.read_mail_link(link_id=link.id, at=link.created_at).url.partition("#")[2]
