"""Credentials that were shown and refused: counted by reason, and noted for whoever looks for attacks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter

from riz.errors import RizError

from ..errors import AccessTokenExpired, SessionEnded

REFUSED = Counter(
    "riz_identity_refused_tokens_total",
    "Tokens and tickets that were shown and refused.",
    ["reason"],
)
_log = logging.getLogger("riz.security")

# What happens to honest clients every day; everything else was forged, torn or stolen.
_ORDINARY = (AccessTokenExpired, SessionEnded)


@contextmanager
def counting_refusals() -> Iterator[None]:
    """Count what is refused inside, under its code; the credential itself is never noted."""
    try:
        yield
    except RizError as refusal:
        REFUSED.labels(refusal.code).inc()
        level = logging.INFO if isinstance(refusal, _ORDINARY) else logging.WARNING
        _log.log(level, "token.refused", extra={"reason": refusal.code})
        raise
