"""Numbers of identity documents: checked, and shown masked."""

from __future__ import annotations

import re

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
