"""Logs: JSON to stdout, one line a record, with the ids of the work under way and without secrets."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import orjson
import structlog

from riz import trace
from riz.scrubber import scrub

Entry = MutableMapping[str, Any]

# The route with the trace that it belongs to: a thread's next piece of work has another one.
_route: ContextVar[tuple[str, str]] = ContextVar("riz_route", default=("", ""))

_FIRST = ("ts", "level", "event", "logger")

# Scans of strangers and refusals that were anticipated are in the access log; they are no news here.
_QUIETER = {
    "django.request": "ERROR",
    "django.security.DisallowedHost": "CRITICAL",
    "django.server": "ERROR",
    "celery.app.trace": "WARNING",
    "celery.beat": "WARNING",
    "celery.worker.strategy": "WARNING",
    "flower": "ERROR",
    "kombu": "WARNING",
    "httpx": "WARNING",
    "httpcore": "WARNING",
    # At other levels they write down what applications show.
    "oauthlib": "WARNING",
    "oauth2_provider": "WARNING",
}


def settings(*, style: str, level: str, service: str, version: str) -> dict[str, Any]:
    """Return Django's `LOGGING`, and make structlog write the same lines.

    Args:
        style: `json`, or `console` for people.
        level: the least level that is shown.
        service: the name of this part of RIZ.
        version: what runs.
    """
    identity = {"service": service, "version": version}
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(identity),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "style": style, "identity": identity}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            **{name: {"handlers": [], "level": quiet} for name, quiet in _QUIETER.items()},
        },
    }


def formatter(*, style: str, identity: dict[str, str]) -> logging.Formatter:
    """Return the formatter that both structlog's records and everybody else's go through."""
    last: Any = _write_line
    if style == "console":
        last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(identity), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _scrubbed,
            last,
        ],
    )


def name_route(route: str) -> None:
    """Note what is being done, for every line that is logged until the scope ends."""
    scope = trace.current()
    _route.set((scope.span_id if scope else "", route))


def _shared(identity: dict[str, str]) -> list[Any]:
    def add_identity(_logger: Any, _method: str, entry: Entry) -> Entry:
        entry.update(identity)
        return entry

    return [
        _add_time,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        add_identity,
        _add_scope,
        structlog.contextvars.merge_contextvars,
    ]


def _add_time(_logger: Any, _method: str, entry: Entry) -> Entry:
    record = entry.get("_record")
    at = dt.datetime.fromtimestamp(record.created, dt.UTC) if record else dt.datetime.now(dt.UTC)  # noqa: TID251
    entry["ts"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return entry


def _add_scope(_logger: Any, _method: str, entry: Entry) -> Entry:
    scope = trace.current()
    if scope is not None:
        entry.setdefault("request_id", scope.request_id)
        entry.setdefault("correlation_id", scope.correlation_id)
        entry.setdefault("trace_id", scope.trace_id)
        entry.setdefault("span_id", scope.span_id)
        entry.setdefault("actor", scope.actor)
        span_id, route = _route.get()
        if span_id == scope.span_id:
            entry.setdefault("route", route)
    return entry


def _scrubbed(_logger: Any, _method: str, entry: Entry) -> Entry:
    return dict(scrub(entry))


def _write_line(_logger: Any, _method: str, entry: Entry) -> str:
    ordered = {name: entry.pop(name) for name in _FIRST if name in entry} | dict(entry)
    return orjson.dumps(ordered, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
