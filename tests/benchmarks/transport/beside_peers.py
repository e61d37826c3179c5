"""Whether the engine is faster than its peers, class by class: of questions that both answered, never of others.

Where a peer has rules of its own, the engine is asked by them once more: `profile as cafein`.
"""

from __future__ import annotations

from typing import Any

from .timing import Taken, median, p95

PEERS = ("nigiri", "cafein")


def ratios(network: str, taken: dict[str, Taken]) -> dict[str, dict[str, float]]:
    """Return, for each class of question and each peer, how many times as long the peer takes."""
    found: dict[str, dict[str, float]] = {}
    for name, theirs in taken.items():
        peer, _, kind = name.partition(" ")
        ours = taken.get(f"{kind} as {peer}", taken.get(kind))
        if peer not in PEERS or ours is None:
            continue
        both = min(len(ours.ms), len(theirs.ms))
        found[f"{network}_{kind.replace(' ', '_')}_{peer}"] = {
            "queries": both,
            "median_ratio": round(median(theirs.ms[:both]) / median(ours.ms[:both]), 2),
            "p95_ratio": round(p95(theirs.ms[:both]) / p95(ours.ms[:both]), 2),
        }
    return found


def verdict(every: dict[str, dict[str, float]]) -> dict[str, Any]:
    """Return for each class whether both the median and the p95 are below the peer's, and whether all are."""
    faster = {name: one["median_ratio"] > 1 and one["p95_ratio"] > 1 for name, one in every.items()}
    return {
        "peers": every,
        "faster_than_peers": faster,
        "faster_than_peers_in_every_class": bool(faster) and all(faster.values()),
    }
