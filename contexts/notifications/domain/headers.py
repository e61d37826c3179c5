"""Text that goes into mail headers."""

from __future__ import annotations

import re
from email.utils import parseaddr
from uuid import UUID

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_SUBJECT = 200
_LINKED = re.compile(r"[.:@/](?=\S)")
_WORD_JOINER = "\u2060"
_DOMAIN = re.compile(r"\A[A-Za-z0-9.-]+\Z")


def one_line(text: str) -> str:
    """Return the text without line breaks and other control characters: nobody's name adds a header."""
    return _CONTROL.sub(" ", text).strip()[:_LONGEST_SUBJECT]


def without_links(text: str) -> str:
    """Return the text so that no mail program makes a link of it, though it looks the same.

    People choose their names, and may choose one to have us send their advertisement to a stranger.
    """
    return _LINKED.sub(lambda found: found.group(0) + _WORD_JOINER, text)


def message_id(*, message: UUID, sender: str) -> str:
    """Return the Message-ID of a message: always the same for it, in the domain of the sender's address.

    What is no address, one of several lines among it, has no domain; parsers differ about those.
    """
    address = "" if _CONTROL.search(sender) else parseaddr(sender)[1]
    _, at_sign, domain = address.rpartition("@")
    return f"<{message}@{domain if at_sign and _DOMAIN.match(domain) else 'riz.invalid'}>"
