"""Values that people write: one rule and one spelling for each kind, whichever door they come through.

A rule takes a text and returns it the way it is stored, or raises `BadValue` with a sentence for whoever wrote it. `riz.columns`
(tables and staff forms) and `riz.rest.fields` (the wire) ask these rules and have none of their own. What only the
database sees is told by the `..._PATTERN`s: POSIX and Python read them alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit

from babel.core import get_global
from babel.localedata import load

from riz.errors import Invalid

HOME_COUNTRY: Final = "IN"
LONGEST_EMAIL: Final = 254
LONGEST_LANGUAGE: Final = 35
LONGEST_HOST: Final = 253

# What a text in a contract is, where its kind shows on the wire.
Email = Annotated[str, "e-mail address"]
IpAddress = Annotated[str, "IP address"]
Phone = Annotated[str, "telephone number"]

_Value = TypeVar("_Value")


class BadValue(Invalid):
    """A text is none of the kind that is expected; `message` says what would be."""

    def of(self, field: str) -> Invalid:
        """Return the same refusal, which names the field at fault."""
        return Invalid(errors={field: [self.message]})


def faults_of(rule: Callable[[_Value], object], value: _Value) -> list[str]:
    """Return what a rule says against a value: a sentence, or nothing."""
    try:
        rule(value)
    except BadValue as refusal:
        return [refusal.message]
    return []


# Lines of text: names, titles, reasons.

# Controls, what breaks lines, and overrides of the direction, which make a text read as another one.
BREAKING_PATTERN: Final = r"[\u0001-\u001f\u007f-\u009f\u2028\u2029\u202d\u202e]"
# Something to see: neither a space of any width nor what Unicode calls default-ignorable.
VISIBLE_PATTERN: Final = (
    r"[^\u0020\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_BREAKING = re.compile(BREAKING_PATTERN + "|\0")
_VISIBLE = re.compile(VISIBLE_PATTERN)
# They are nothing to see and shape nothing beside them, as the joiners of Bengali, Malayalam or emoji do.
_HIDDEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff]")
# No characters, those of private use, and what annotates or tags others unseen, in which texts can be hidden. Flags of
# countries within countries (England's) are written with tags: they are refused as well.
_NOT_TEXT = re.compile(
    "[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_CLOSED_BY: Final = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MOST_MARKS: Final = 6
# Composing takes time with the square of the marks in a row.
_LONGEST_READ: Final = 4_000


def line(text: str, *, longest: int | None = None) -> str:
    """Return a text of one line, trimmed and composed (NFC).

    Raises:
        BadValue: it is longer than `longest`, nothing in it can be seen, or it holds line breaks, controls, what is no
            character or one of private use, hidden tags, directions that are not closed again, or more than a few
            marks on one letter.
    """
    text = text.strip()
    if len(text) > _LONGEST_READ:
        raise BadValue("No line is so long.")
    if not text.isascii():
        text = _HIDDEN.sub("", unicodedata.normalize("NFC", text)).strip()
    if len(text) > (longest or _LONGEST_READ):
        raise BadValue(f"Use at most {longest} characters.")
    for is_true, says in () if text and text.isascii() and text.isprintable() else _FAULTS:
        if is_true(text):
            raise BadValue(says)
    return text


def clean_line(text: str, *, longest: int) -> str:
    """Return what `line` accepts of a text that nobody can be asked about; nothing where nothing can be seen."""
    text = text[:_LONGEST_READ]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:longest].strip()
    text = _NOT_TEXT.sub("", unicodedata.normalize("NFC", text))
    text = _BREAKING.sub(" ", _DIRECTIONS.sub("", text))
    text = "".join(each for each, marks in _with_marks(text) if marks <= _MOST_MARKS)
    try:
        return line(line(" ".join(text.split()))[:longest])
    except BadValue:
        return ""


def _directions_close(text: str) -> bool:
    open_ones: list[str] = []
    for found in _DIRECTIONS.finditer(text):
        if closing := _CLOSED_BY.get(found[0]):
            open_ones.append(closing)
        elif not open_ones or open_ones.pop() != found[0]:
            return False
    return not open_ones


def _with_marks(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character, and how many marks stand on the letter by then."""
    marks = 0
    for each in text:
        marks = marks + 1 if unicodedata.category(each) in {"Mn", "Me"} else 0
        yield each, marks


_FAULTS: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (
        lambda text: _BREAKING.search(text) or _NOT_TEXT.search(text),
        "Write this in one line, without control characters.",
    ),
    (
        lambda text: (
            not any(_VISIBLE.match(each) and unicodedata.category(each)[0] != "M" for each in text)
        ),
        "Write something that can be seen.",
    ),
    (
        lambda text: not _directions_close(text),
        "A change of direction in this text is not closed again.",
    ),
    (
        lambda text: any(marks > _MOST_MARKS for _, marks in _with_marks(text)),
        "There are too many marks on one letter.",
    ),
)


# Telephone numbers.

PHONE_PATTERN: Final = r"^\+[1-9][0-9]{4,14}$"
_PHONE = re.compile(PHONE_PATTERN)
_DIALLED = re.compile(r"(?:tel:)?[+\uff0b]?[\d\s()./\u2010-\u2015-]+")
_NO_PHONE = (
    "This is no telephone number such as +91 381 222 5555; write it without an extension, and with + and the code of"
    " its country where it is abroad."
)


def phone(text: str, *, country: str = HOME_COUNTRY) -> str:
    """Return a telephone number as E.164 writes it; without a country's code it is one of `country`.

    Raises:
        BadValue: no such number can be given to anybody there; short numbers such as 112 are not somebody's.
    """
    import phonenumbers  # noqa: PLC0415 - takes a while to import

    dialled = _DIRECTIONS.sub("", text).strip()
    try:
        if not _DIALLED.fullmatch(dialled):
            raise BadValue(_NO_PHONE)
        number = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException as unreadable:
        raise BadValue(_NO_PHONE) from unreadable
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not (phonenumbers.is_valid_number(number) and _PHONE.fullmatch(written)):
        raise BadValue(_NO_PHONE)
    return written


def format_phone(number: str) -> str:
    """Return a stored number the way people of all countries read it: `+91 381 222 5555`."""
    import phonenumbers  # noqa: PLC0415 - takes a while to import

    if not _PHONE.fullmatch(number):
        return number
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def country_of(facts: Mapping[str, Any]) -> str:
    """Return the ISO 3166 code of somebody's country, as far as `locale`, `time_zone`, `default_currency` tell; else India."""
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - takes a while to import

    spoken, zone, paid = (
        str(facts.get(name) or "") for name in ("locale", "time_zone", "default_currency")
    )
    region = re.search(r"-([A-Z]{2})(?:-|$)", spoken)
    regions = (region and region[1], get_global("zone_territories").get(zone), paid[:2])
    return next((each for each in regions if each in SUPPORTED_REGIONS), HOME_COUNTRY)


# Time zones, currencies, languages.

TIME_ZONE_PATTERN: Final = r"^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"
CURRENCY_PATTERN: Final = "^[A-Z]{3}$"
LANGUAGE_PATTERN: Final = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-\d{3})?(-[a-z0-9]{5,8}|-\d[a-z0-9]{3})*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?"
)
_NO_LANGUAGES = frozenset({"mis", "mul", "und", "zxx"})


@cache
def time_zones() -> frozenset[str]:
    """Return the names of IANA's zones in the release that RIZ is pinned to, whatever this machine's disk has."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return frozenset(listed) - {"Factory", "localtime", "posixrules"}


def time_zone(text: str) -> str:
    """Return the name of a time zone.

    Raises:
        BadValue: IANA knows no zone of this name.
    """
    if (name := text.strip()) not in time_zones():
        raise BadValue("This is no IANA time zone such as Asia/Kolkata.")
    return name


def currency(text: str) -> str:
    """Return the code of a currency that people pay with.

    Raises:
        BadValue: ISO 4217 knows none of this code, or it isn't in use: withdrawn, a metal, a unit of account.
    """
    if (code := text.strip().upper()) not in _currencies():
        raise BadValue("This is no ISO 4217 code of a currency in use, such as INR.")
    return code


@cache
def _currencies() -> frozenset[str]:
    """Return the currencies that are legal tender somewhere today."""
    return frozenset(
        code
        for used in get_global("territory_currencies").values()
        for code, _, until, is_tender in used
        if is_tender and not until
    )


def language(text: str) -> str:
    """Return a BCP 47 tag in its one spelling: `pt_br` is `pt-BR`, `ZH-hant` is `zh-Hant`, `iw` is `he`.

    Raises:
        BadValue: it is not well-formed, or nobody knows the language.
    """
    first, *rest = text.strip().replace("_", "-").lower().split("-")
    first = get_global("language_aliases").get(first, first).replace("_", "-")
    tag = "-".join([first, *_cased(rest)])
    name = first.partition("-")[0]
    if not (name in _languages() and _LANGUAGE.fullmatch(tag)) or len(tag) > LONGEST_LANGUAGE:
        raise BadValue("This is no language tag such as en or bn-IN.")
    return tag


@cache
def _languages() -> frozenset[str]:
    known = {*load("en")["languages"], *get_global("likely_subtags")}
    return frozenset(known) - _NO_LANGUAGES


def _cased(subtags: list[str]) -> list[str]:
    """Write scripts and regions as they are written; behind a single letter there are none."""
    plain = next((at for at, each in enumerate(subtags) if len(each) == 1), len(subtags))
    styles = {2: str.upper, 4: str.title}
    return [
        styles.get(len(each), str)(each) if at < plain else each for at, each in enumerate(subtags)
    ]


# Hosts, e-mail addresses, web addresses.

HOST_PATTERN: Final = "^[a-z0-9._-]*$"
# Looser than the rule: what was good before it still gets its mail.
EMAIL_PATTERN: Final = r"^[!-@\[-~]+@[!-?\[-~]+$"
WEB_ADDRESS_PATTERN: Final = r"^https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][^\u0001-\u0020\u007f]*)?$"
_MAILBOX = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_MAILBOX = 64
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+")
# RFC 6761, 6762, 7686, 8375, 9476 and ICANN's own: nobody can have a name below them, or be reached by it from elsewhere.
_NOT_REACHABLE = frozenset(
    {"alt", "arpa", "internal", "invalid", "local", "localhost", "onion", "test"}
)
_NOT_IN_ADDRESSES = (re.compile(r'[\s<>"\\^`{|}]'), _BREAKING, _NOT_TEXT, _DIRECTIONS)


def host(text: str) -> str:
    """Return the name of a host on the Internet as the DNS writes it: IDNA 2008 after UTS 46, non-transitional.

    Raises:
        BadValue: it is none: a number, a name of one label, one that can't be registered, or reserved.
    """
    import idna  # noqa: PLC0415 - has large tables

    try:
        if len(text) > LONGEST_HOST:
            raise BadValue("No host has so long a name.")
        name = idna.encode(text, uts46=True, std3_rules=True, transitional=False).decode("ascii")
    except UnicodeError as unwritable:
        raise BadValue("The DNS has no names such as this one.") from unwritable
    _, dot, top = name.rpartition(".")
    if not (dot and _TOP_LEVEL.fullmatch(top)) or top in _NOT_REACHABLE:
        raise BadValue("This is not the name of a host on the Internet.")
    return name


def email(text: str) -> str:
    """Return an e-mail address in lower case, its host as the DNS writes it.

    Mailboxes are named in ASCII: other names need SMTPUTF8 of every server on the way, and few have it.

    Raises:
        BadValue: mail can't be sent to it.
    """
    mailbox, at_sign, domain = text.strip().rpartition("@")
    if at_sign and not mailbox.isascii():
        raise BadValue(
            "We can't send mail to this address yet: before the @ we know Latin letters without accents, digits and"
            " signs only. Behind it every script is welcome."
        )
    mailbox = mailbox.lower()
    try:
        address = f"{mailbox}@{host(domain)}"
    except BadValue as none:
        raise BadValue(_NO_EMAIL) from none
    if not _MAILBOX.fullmatch(mailbox) or len(mailbox) > _LONGEST_MAILBOX:
        raise BadValue(_NO_EMAIL)
    if len(address) > LONGEST_EMAIL:
        raise BadValue("No e-mail address is so long.")
    return address


_NO_EMAIL = "This is not an e-mail address. Write it like name@example.com."


def web_address(text: str) -> str:
    """Return an address of the web, http or https, its host as the DNS writes it.

    Raises:
        BadValue: it is none, or says how to sign in there.
    """
    address = text.strip()
    try:
        if any(found.search(address) for found in _NOT_IN_ADDRESSES):
            raise BadValue(_NO_WEB_ADDRESS)
        parts = urlsplit(address)
        port = parts.port
    except ValueError as unreadable:
        raise BadValue(_NO_WEB_ADDRESS) from unreadable
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        raise BadValue(_NO_WEB_ADDRESS)
    netloc = host(parts.hostname or "") + (f":{port}" if port is not None else "")
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment))


def secure_web_address(text: str) -> str:
    """Return an https address: what a browser loads beside pages of ours.

    Raises:
        BadValue: it is none.
    """
    address = web_address(text)
    if not address.startswith("https:"):
        raise BadValue("Use an address that begins with https://.")
    return address


_NO_WEB_ADDRESS = "This is not an address such as https://example.com/picture.jpg."
