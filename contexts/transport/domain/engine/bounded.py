"""Bounds that serve more than one search.

What a journey still spends at least depends on where it goes and on what may be ridden, not on when it leaves or where it
starts. So searches of one question at several departures share their bounds; and those of all patterns hold, though less
tightly, for a search of some of them.
"""

from __future__ import annotations

import copy
import weakref

import numpy as np

from .pareto_bounds import Asked
from .pareto_network import Network


class Bounded:
    """For which searches bounds were found."""

    def __init__(self, network: Network, asked: Asked) -> None:
        # Arrays of a view that is given up are not kept alive, and none that comes after it is taken for it.
        self._network = [weakref.ref(array) for array in network]
        self._asked = copy.deepcopy(asked)

    def hold(self, network: Network, asked: Asked) -> bool:
        """Tell whether they bound this search too: to the same end, by no more rides, patterns and stops."""
        known = self._asked
        return (
            asked.rides <= known.rides
            and all(mine() is array for mine, array in zip(self._network, network, strict=True))
            and np.array_equal(asked.egress_stop, known.egress_stop)
            and np.array_equal(asked.egress_words, known.egress_words)
            and bool((asked.stop_allowed == known.stop_allowed).all())
            and bool((asked.pattern_allowed <= known.pattern_allowed).all())
        )
