"""How failed sign-ins slow down further ones: growing waits that always end.

Three counts stand beside each other. The account seen from one address stops a guesser; the account
seen from anywhere stops many addresses guessing together, and waits at most two minutes; the
address stops one guesser who tries many accounts. From an address that the account has signed in
from before, only the first applies: a stranger can't keep the owner out, from elsewhere or from beside.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass, replace

_IPV6_SITE = 64
_LARGEST_EXPONENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many failures are free; then the wait doubles from the first; one failure is forgiven in each period."""

    name: str
    free: int
    longest: dt.timedelta
    forgiven_every: dt.timedelta
    first: dt.timedelta = dt.timedelta(seconds=1)


HERE = Limit(
    name="account-at-address",
    free=5,
    longest=dt.timedelta(minutes=15),
    forgiven_every=dt.timedelta(minutes=15),
)
ANYWHERE = Limit(
    name="account",
    free=8,
    longest=dt.timedelta(minutes=2),
    forgiven_every=dt.timedelta(minutes=2),
)
ADDRESS = Limit(
    name="address",
    free=20,
    longest=dt.timedelta(minutes=15),
    forgiven_every=dt.timedelta(minutes=15),
)
# Codes of a second factor have a million values, of which three are good at any moment: guessing them from many
# addresses waits as long as guessing from one. Only who knows the password gets so far, and the owner's own places
# are not touched by it.
CODES_HERE = Limit(
    name="codes-at-address",
    free=5,
    longest=dt.timedelta(minutes=15),
    forgiven_every=dt.timedelta(minutes=15),
)
CODES_ANYWHERE = Limit(
    name="codes",
    free=10,
    longest=dt.timedelta(minutes=15),
    forgiven_every=dt.timedelta(minutes=15),
)
# Mails that anybody may ask for, counted by whom they reach: nobody's mailbox is flooded. While one waits, the mail
# before it still works, for every link lives longer than the longest wait.
REGISTRATION_MAILS = Limit(
    name="registration-mails",
    free=3,
    first=dt.timedelta(minutes=1),
    longest=dt.timedelta(minutes=15),
    forgiven_every=dt.timedelta(minutes=30),
)
RESET_MAILS = replace(REGISTRATION_MAILS, name="reset-mails")
CHANGE_MAILS = replace(REGISTRATION_MAILS, name="change-mails")
INVITATION_MAILS = Limit(
    name="invitation-mails",
    free=5,
    first=dt.timedelta(hours=1),
    longest=dt.timedelta(hours=8),
    forgiven_every=dt.timedelta(hours=4),
)
_FROM_ANYWHERE = {
    ANYWHERE, CODES_ANYWHERE, REGISTRATION_MAILS, RESET_MAILS, CHANGE_MAILS, INVITATION_MAILS,
}  # fmt: skip
FORGOTTEN_AFTER = dt.timedelta(days=1)


def key_of(limit: Limit, *, account: str, ip: str | None) -> str:
    """Return the key of a count: a hash, so that the table tells no addresses."""
    of = "" if limit is ADDRESS else account
    place = "" if limit in _FROM_ANYWHERE else _site_of(ip)
    return hashlib.sha256(f"{limit.name}\n{of}\n{place}".encode()).hexdigest()


def count_one(
    limit: Limit, *, failures: int, last_failed_at: dt.datetime | None, at: dt.datetime
) -> int:
    """Return the count with one more failure and with the old ones that time has forgiven left out."""
    if last_failed_at is None:
        return 1
    forgiven = max(at - last_failed_at, dt.timedelta()) // limit.forgiven_every
    return max(failures - forgiven, 0) + 1


def locked_until(limit: Limit, *, failures: int, at: dt.datetime) -> dt.datetime | None:
    """Return when the next attempt is looked at; None means at once."""
    if failures < limit.free:
        return None
    doublings = min(failures - limit.free, _LARGEST_EXPONENT)
    wait: dt.timedelta = limit.first * 2**doublings
    return at + min(wait, limit.longest)


def _site_of(ip: str | None) -> str:
    """Return the address, or the network of an IPv6 customer, who has 2^64 addresses to choose from."""
    if ip is None:
        return "unknown"
    address = ipaddress.ip_address(ip)
    if address.version == 6:  # noqa: PLR2004 - the version's name
        return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))
    return ip
