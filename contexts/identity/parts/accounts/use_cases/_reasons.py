"""Why staff do something to somebody's account, as it is kept."""

from __future__ import annotations

from riz import values

from ..errors import ReasonMissing

REASON_LENGTH = 200


def kept_reason(reason: str) -> str:
    """Return the reason in the spelling in which it is kept.

    Raises:
        ReasonMissing: it says nothing, or too much, or is not one line.
    """
    try:
        return values.line(reason, longest=REASON_LENGTH)
    except values.BadValue as refusal:
        raise ReasonMissing(errors={"reason": [refusal.message]}) from refusal
