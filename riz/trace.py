"""Correlation of work: the request, correlation and trace ids and the actor of the work under way.

Entry points open a scope; logs, published events and outgoing calls read it.
"""

from __future__ import annotations

import contextvars
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from riz.ids import new_id

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The ids of one piece of work. `correlation_id` outlives it: it follows the events that it publishes."""

    request_id: str
    correlation_id: str
    traceparent: str
    actor: str = "anonymous"

    @property
    def trace_id(self) -> str:
        """Return the 32 hex digits that name the whole trace."""
        return self.traceparent.split("-")[1]

    @property
    def span_id(self) -> str:
        """Return the 16 hex digits that name this piece of it."""
        return self.traceparent.split("-")[2]


_current: contextvars.ContextVar[Trace | None] = contextvars.ContextVar("riz_trace", default=None)


def current() -> Trace | None:
    """Return the trace of the work under way, or None outside any."""
    return _current.get()


def _child_traceparent(parent: str) -> str:
    match = _TRACEPARENT.match(parent)
    trace_id = match[1] if match and match[1].strip("0") else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


@contextmanager
def work(
    *,
    request_id: str = "",
    correlation_id: str = "",
    traceparent: str = "",
    actor: str = "anonymous",
) -> Iterator[Trace]:
    """Open a scope; ids that are missing or not well-formed are made anew."""
    request_id = request_id if _REQUEST_ID.match(request_id) else str(new_id())
    trace = Trace(
        request_id=request_id,
        correlation_id=correlation_id if _REQUEST_ID.match(correlation_id) else request_id,
        traceparent=_child_traceparent(traceparent),
        actor=actor,
    )
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


def name_actor(actor: str) -> None:
    """Note who acts, once that is known."""
    trace = _current.get()
    if trace is not None:
        _current.set(replace(trace, actor=actor))
