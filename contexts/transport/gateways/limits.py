"""How often an outside service is asked: a token bucket that all processes share.

A request may take several tokens, for services that count the pairs of a matrix. While Valkey does not answer, each process
has a bucket of its own with a tenth of the tokens, so that together they stay near what was agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from riz import buckets

LOCAL_SHARE: Final = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tokens at once, given back evenly over so many seconds."""

    tokens: int
    seconds: int

    @classmethod
    def read(cls, text: str) -> Limit:
        """Read `600/60`."""
        tokens, _, seconds = text.partition("/")
        limit = cls(int(tokens), int(seconds))
        if limit.tokens < 1 or limit.seconds < 1:
            raise ValueError(f"{text!r} is no limit such as 600/60")
        return limit

    def acquire(self, service: str, tokens: int = 1) -> bool:
        """Take tokens of a service, or none at all where there are too few. More than the bucket holds are never there."""
        return buckets.acquire(
            key=f"transport:{service}",
            quota=self.tokens,
            window_seconds=self.seconds,
            tokens=tokens,
            local_quota=max(self.tokens // LOCAL_SHARE, 1),
        ).is_allowed
