"""Numbers of identity documents: checked, and shown masked."""

from __future__ import annotations

import re

from stdnum.in_ import aadhaar

from .. import errors
from ..contracts import IdKind

_PASSPORT = re.compile(r"[A-Z0-9]{6,9}")
SHOWN = 4
# Section 8A of the Aadhaar Act lets nobody who looks at a card store its number.
MAY_BE_KEPT = frozenset({IdKind.PASSPORT})
_AADHAAR_LENGTH = 12


def normalise(*, kind: IdKind, number: str) -> str:
    """Strip spaces and dashes, and refuse what can't be a number of this kind; of Aadhaar, the last four digits will do.

    A whole Aadhaar number carries a check digit, and only its last four digits are returned.
    """
    plain = re.sub(r"[\s-]", "", number).upper()
    if kind is IdKind.PASSPORT:
        is_one = _PASSPORT.fullmatch(plain) is not None
    else:
        is_one = aadhaar.is_valid(plain) or re.fullmatch(r"[0-9]{4}", plain) is not None
        plain = plain[-SHOWN:]
    if not is_one:
        raise errors.InvalidIdNumber(id_kind=kind.value)
    return plain


def mask(*, kind: IdKind, number: str) -> str:
    """Hide all but the last four characters."""
    length = len(number) if kind in MAY_BE_KEPT else _AADHAAR_LENGTH
    return "•" * (length - SHOWN) + number[-SHOWN:]
