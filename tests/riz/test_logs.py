"""Logs are JSON, one line a record, with the ids of the work under way."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from riz import logs, trace


@pytest.fixture
def lines():
    """Lines that were written, read as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(style="json", identity={"service": "riz", "version": "7"}))
    logger = logging.getLogger("test.logs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    yield lambda: [json.loads(line) for line in stream.getvalue().removesuffix("\n").split("\n")]
    logger.removeHandler(handler)


def broken(text: str) -> None:
    """Log a fault with its trace."""
    try:
        int(text)
    except ValueError:
        logging.getLogger("test.logs").exception("broke")


class TestLines:
    def test_carry_the_work_under_way(self, lines):
        with trace.work(request_id="request-1", actor="user:1") as scope:
            logs.name_route("/api/v1/bookings")
            logging.getLogger("test.logs").info("booked %s", "a room", extra={"rooms": 2})

        (line,) = lines()
        assert line["event"] == "booked a room"
        assert line["rooms"] == 2
        assert (line["level"], line["logger"], line["service"], line["version"]) == (
            "info",
            "test.logs",
            "riz",
            "7",
        )
        assert (line["request_id"], line["actor"], line["route"]) == (
            "request-1",
            "user:1",
            "/api/v1/bookings",
        )
        assert (line["trace_id"], line["span_id"]) == (scope.trace_id, scope.span_id)
        assert line["correlation_id"] == "request-1"
        assert line["ts"].endswith("Z")
        assert list(line)[:2] == ["ts", "level"]

    def test_a_route_ends_with_its_work(self, lines):
        with trace.work():
            logs.name_route("/a")
        with trace.work():
            logging.getLogger("test.logs").info("other work")

        assert "route" not in lines()[0]

    def test_stay_one_line(self, lines):
        logging.getLogger("test.logs").warning("name is %s", 'x\r\n{"level": "forged"}\u2028')
        broken("two\nlines")

        first, second = lines()
        assert first["event"].startswith("name is x\r\n")
        assert "ValueError: " in second["exception"]
        assert "\n" in second["exception"]

    def test_hold_no_secrets(self, lines):
        logging.getLogger("test.logs").info(
            "login with password=%s",
            "seed-1",
            extra={"token": "seed-2", "body": {"card_number": "seed-3"}},
        )
        broken("Bearer seed-4")

        assert "seed-" not in json.dumps(lines())

    def test_take_anything(self, lines):
        logging.getLogger("test.logs").info("odd", extra={"thing": object(), 1: "one"})

        assert lines()[0]["thing"].startswith("<object")

    def test_of_structlog_are_the_same(self, lines):
        with trace.work(request_id="request-2"):
            structlog.get_logger("test.logs").info("booked", password="seed", rooms=1)

        (line,) = lines()
        assert (line["event"], line["request_id"], line["rooms"], line["password"]) == (
            "booked", "request-2", 1, "[secret]",
        )  # fmt: skip

    def test_for_people_hold_no_secrets_either(self):
        formatter = logs.formatter(style="console", identity={"service": "riz"})
        record = logging.LogRecord("a", logging.INFO, "", 1, "password=%s", ("seed-1",), None)

        line = formatter.format(record)

        assert "password=" in line
        assert "seed-1" not in line
