"""The states of a payment intent and the one direction in which news may move it."""

from __future__ import annotations

from ..contracts import IntentState

LIVE = frozenset(
    {IntentState.REQUIRES_PAYMENT_METHOD, IntentState.REQUIRES_ACTION, IntentState.PROCESSING}
)

# News arrives in any order and any number of times. Taken money outranks everything: an attempt that
# we had given up and that succeeded all the same has to be seen.
_RANK = {
    IntentState.REQUIRES_PAYMENT_METHOD: 0,
    IntentState.REQUIRES_ACTION: 1,
    IntentState.PROCESSING: 2,
    IntentState.FAILED: 3,
    IntentState.CANCELLED: 3,
    IntentState.SUCCEEDED: 4,
}


def is_progress(*, known: IntentState, reported: IntentState) -> bool:
    """Tell whether `reported` is newer than what is known; anything else is an echo from the past."""
    return _RANK[reported] > _RANK[known]
