"""Numbers of identity documents: checked, sealed at rest, shown masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet

from .. import errors
from ..contracts import IdKind

_SHAPES = {
    IdKind.AADHAAR: re.compile(r"[2-9][0-9]{11}"),
    IdKind.PASSPORT: re.compile(r"[A-Z0-9]{6,9}"),
}
SHOWN = 4


def normalise(*, kind: IdKind, number: str) -> str:
    """Strip spaces and dashes, and refuse what can't be a number of this kind."""
    plain = re.sub(r"[\s-]", "", number).upper()
    if not _SHAPES[kind].fullmatch(plain):
        raise errors.InvalidIdNumber(id_kind=kind.value)
    return plain


def mask(*, number: str) -> str:
    """Hide all but the last four characters."""
    return "•" * (len(number) - SHOWN) + number[-SHOWN:]


def seal(*, number: str, keys: Sequence[str]) -> str:
    """Encrypt under the first key."""
    return _cipher(keys).encrypt(number.encode()).decode()


def unseal(*, sealed: str, keys: Sequence[str]) -> str:
    """Decrypt with whichever of the keys fits, so that keys can be rotated."""
    return _cipher(keys).decrypt(sealed.encode()).decode()


def _cipher(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
