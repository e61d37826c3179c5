"""One spelling for each e-mail address."""

from __future__ import annotations

from ..errors import EmailNotAcceptable

LONGEST = 254


def normalise(address: str) -> str:
    """Return the address in lower case, its domain as the DNS knows it.

    Raises:
        EmailNotAcceptable: the domain can't be written for the DNS, it is too long, or there is no `@`.
    """
    local, at_sign, domain = address.strip().rpartition("@")
    if not (at_sign and local and domain and local.isascii()):
        raise _refusal()
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError as unreadable:
        raise _refusal() from unreadable
    normalised = f"{local}@{written}".lower()
    if len(normalised) > LONGEST:
        raise _refusal()
    return normalised


def _refusal() -> EmailNotAcceptable:
    return EmailNotAcceptable(errors={"email": [EmailNotAcceptable.message]})
