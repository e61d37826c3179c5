"""PostgreSQL refuses to run as root: then it runs as an unprivileged account that is already there."""

from __future__ import annotations

import contextlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import LocalError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """Return the account that servers run as; None means the one that runs this."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise LocalError(
        f"Running as root, and none of the accounts {', '.join(CANDIDATES)} exists to run PostgreSQL as."
        " Add one, or run this as an ordinary user."
    )


def hand_over(place: Path, account: Account | None) -> None:
    """Make a directory that only the account that uses it may enter."""
    place.mkdir(parents=True, exist_ok=True)
    if account:
        os.chown(place, account.uid, account.gid)
        open_way(place.parent)
    place.chmod(0o700)


def open_way(place: Path) -> None:
    """Let other accounts pass through to a place, without letting them list what is on the way."""
    for directory in (place, *place.parents):
        mode = directory.stat().st_mode
        if not mode & stat.S_IXOTH:
            directory.chmod(mode | stat.S_IXOTH)
