"""Write mails about an account: a template's first line is the subject, its paragraphs make text and HTML."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from babel.dates import format_datetime
from django.template.loader import render_to_string

from contexts.identity.contracts import MailToSend, SessionFacts, User
from riz import clock

from ..contracts import Kind, Words
from ..domain.headers import one_line, without_links

_LOCALE = "en_IN"
# Whoever opened the account may not own the mailbox: what they call themselves is not ours to pass on.
_NAMELESS = {Kind.VERIFY_EMAIL, Kind.FINISH_REGISTRATION, Kind.CHANGE_EMAIL}


def write_link_mail(mail: MailToSend, *, at: dt.datetime) -> Words:
    """Write the mail of a link, with its secret in it: what this returns is sent and never stored."""
    kind = Kind(mail.kind.value)
    times = {
        "until": _moment(mail.expires_at, mail.time_zone),
        "written_on": _moment(at, mail.time_zone),
    }
    name = "" if kind in _NAMELESS else mail.full_name
    return _write(kind, {**_harmless({**mail.facts, "name": name}), **times, "url": mail.url})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The facts of a notice beside its kind, and where it leads."""

    what: str
    session: SessionFacts | None
    link: MailToSend | None
    ways_in: tuple[str, ...]


def write_notice_mail(*, kind: Kind, user: User, notice: Notice, at: dt.datetime) -> Words:
    """Write a notice, which holds no secret: `add_secret` does that when it goes."""
    session, link = notice.session, notice.link
    device = session.user_agent if session else ""
    facts = _harmless({"name": user.full_name, "device": device, "what": notice.what})
    facts |= {
        "when": _moment(at, user.time_zone),
        "url": _page_of(link) if link else "",
        "until": _moment(link.expires_at, user.time_zone) if link else "",
        "ip": (session.ip if session else "") or "",
        "ways_in": ", ".join(without_links(one_line(way)) for way in notice.ways_in),
    }
    return _write(kind, facts)


def add_secret(words: Words, mail: MailToSend) -> Words:
    """Return a notice whose link can be followed: what this returns is sent and never stored."""
    page = _page_of(mail)
    return replace(
        words, text=words.text.replace(page, mail.url), html=words.html.replace(page, mail.url)
    )


def _page_of(mail: MailToSend) -> str:
    return mail.url.partition("#")[0]


def _harmless(typed: dict[str, str]) -> dict[str, str]:
    """Return what people and their programs call themselves as one line each, without anything to click on."""
    return {key: without_links(one_line(text)) for key, text in typed.items()}


def _write(kind: Kind, facts: dict[str, str]) -> Words:
    written = render_to_string(f"notifications/account/{kind.value.lower()}.txt", facts)
    subject, _, body = written.strip().partition("\n")
    shown = {
        "subject": one_line(subject),
        "name": facts["name"],
        "url": facts["url"],
        "paragraphs": body.strip().split("\n\n"),
    }
    return Words(
        subject=one_line(subject),
        text=render_to_string("notifications/account/_frame.txt", shown),
        html=render_to_string("notifications/account/_frame.html", shown),
    )


def _moment(at: dt.datetime, time_zone: str) -> str:
    return format_datetime(at, "d MMMM y, HH:mm zzzz", tzinfo=clock.zone(time_zone), locale=_LOCALE)
