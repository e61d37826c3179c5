"""Making a worker ready before anybody asks it: machine code loaded, feeds mapped, costs counted."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import DatabaseError, connection
from prometheus_client import Gauge

from riz.operations.checks import NotYet

from ..domain.costing import CostBook
from ..domain.engine.warming import searches
from ..domain.kernels import Progress, compile_each, progress
from ..domain.timetable.runs import (
    Chains,
    Days,
    Room,
    Timetable,
    gather_runs,
    patterns_by_stop,
    write_events,
)
from ..errors import NotReadyYet
from . import timetable

log = logging.getLogger(__name__)

SELDOM: Final = (10_000, 10, 10)
"""Objects made before the young are looked through, and how many such times before the older, and the oldest. A search makes
some thousands, nearly all of which go when the last reference to them does."""

SECONDS: Final = Gauge(
    "riz_transport_warm_seconds", "Time it took to get ready.", multiprocess_mode="max"
)


_WAIT_SECONDS: Final = 1.0
_SOON_SECONDS: Final = 3
_COME_BACK_SECONDS: Final = 10
_is_ready = threading.Event()
_is_ready.set()  # where nobody gets ready, whoever asks compiles what is missing


def start(prices: Callable[[], CostBook]) -> None:
    """Get ready in a thread of its own; processes that are forked from this one do so again."""

    def begin() -> None:
        global _is_ready  # noqa: PLW0603 - one fact about this process; a fork may have caught the parent's locked
        _is_ready = threading.Event()
        threading.Thread(
            target=get_ready, args=(prices,), name="transport-warming", daemon=True
        ).start()

    os.register_at_fork(after_in_child=begin)
    begin()


def ensure_ready() -> None:
    """Let a search begin, or tell it at once that the loops are being compiled: that may take minutes.

    Raises:
        NotReadyYet: they are, in this process or in another one that this waits for.
    """
    present = progress()
    is_soon = present is None or present.seconds < _SOON_SECONDS
    if _is_ready.is_set() or (is_soon and _is_ready.wait(_WAIT_SECONDS)):
        return
    facts = {} if present is None else asdict(present) | {"seconds": present.seconds}
    facts.pop("began", None)
    raise NotReadyYet(retry_after_seconds=1 if is_soon else _COME_BACK_SECONDS, **facts)


def state() -> str:
    """Tell how ready this process is for searches.

    Raises:
        NotYet: it still gets ready.
    """
    if _is_ready.is_set():
        return "ready"
    raise NotYet(f"being compiled, once: {progress() or 'about to begin'}")


def warm() -> None:
    """Load the machine code of every inner loop, or compile it where this installation never did."""
    compile_each([("days of a timetable", warm_cut), *searches()], report=_report)


def _report(present: Progress) -> None:
    if present.seconds >= _SOON_SECONDS:
        log.info("transport.compiling", extra={"progress": str(present)})


def settle() -> None:
    """Leave what is there by now out of garbage collections, and have fewer of them: it stays as long as the process.

    Looking through all of it takes a fifth of a second, which befell one search in ten; through what views and places
    bring later, a fifteenth, which befell one in twenty-five.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def warm_cut() -> None:
    """Cut the smallest timetable there is."""
    first, nothing = np.array([0, 1], dtype=np.int32), np.zeros(1, dtype=np.int32)
    feed = Timetable(
        pattern_first=_fixed(first),
        pattern_first_trip=_fixed(first),
        trip_service=_fixed(nothing),
        trip_start=_fixed(nothing),
        trip_timing=_fixed(nothing),
        timing_arrivals=_fixed(nothing),
        timing_departures=_fixed(nothing),
    )
    days = Days(np.ones((1, 1), dtype=np.uint8), np.zeros(1, dtype=np.int64))
    room = Room.of(1)
    gather_runs(feed, days, 1, room)
    chains = Chains(nothing, first, np.zeros(1, dtype=np.int64), nothing, nothing)
    out = np.zeros(1, dtype=np.int32)
    write_events(feed, chains, out, out.copy())
    found = np.zeros(2, dtype=np.int32)
    patterns_by_stop(first, np.zeros(1, dtype=np.int32), found, out, out.copy())


def get_ready(prices: Callable[[], CostBook]) -> None:
    """Load what every search needs, and keep it out of the way."""
    began = time.perf_counter()
    try:
        warm()
        timetable.current(prices())
        settle()
    except DatabaseError as fault:
        # Whoever asks first looks again.
        log.warning("transport.not_warmed", extra={"reason": type(fault).__name__})
    finally:
        _is_ready.set()
        connection.close()
    seconds = time.perf_counter() - began
    SECONDS.set(seconds)
    log.info("transport.warmed", extra={"seconds": round(seconds, 2)})


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    fixed = array.copy()
    fixed.flags.writeable = False
    return fixed
