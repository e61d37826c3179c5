"""No test needs a fast machine: none measures time, sleeps in place of a condition, or waits with an end of its own.

Whoever waits does it with `tests.support.waiting`; how fast something is, benchmarks say.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.parsing import nodes_of
from tests.support.databases import ROOT

TESTS = ROOT / "tests"
CLOCKS = {
    "perf_counter",
    "monotonic",
    "process_time",
    "thread_time",
    "perf_counter_ns",
    "monotonic_ns",
}
WAITS = {
    "acquire",
    "communicate",
    "get",
    "join",
    "receive_output",
    "recv",
    "result",
    "wait",
    "wait_for",
}
BOUNDS = {"timeout", "seconds", "within", "open_timeout", "ready_timeout"}
WITH_BOUNDS = WAITS | {
    "eventually",
    "wait_until",
    "HTTPConnection",
    "urlopen",
    "run",
    "create_connection",
}
ROOMY_SECONDS = 60
# Where time itself is what a program is made to spend: kills at random moments, slow handlers, slow requests.
SPENDING = {
    "support/waiting.py",
    "faults/bookers.py",
    "faults/durable.py",
    "faults/mailbox.py",
    "faults/test_bookings_survive_kills.py",
    "faults/test_relay_kills.py",
    "contexts/transport/gateways/test_compiled.py",
    "contexts/transport/realtime_source.py",
    "riz/outbox/things.py",
    "support/strangers.py",
    "riz/rest/urls.py",
    "riz/sockets/test_watcher.py",
}
SAMPLES = {
    "measures": "import time\nbegan = time.monotonic()",
    "measures by name": "from time import perf_counter",
    "sleeps": "import time\ntime.sleep(0.5)",
    "sleeps in a loop of events": "await asyncio.sleep(1)",
    "ends a wait": "process.wait(timeout=30)",
    "ends a wait, without a word": "barrier.wait(10)",
    "ends a request": "urllib.request.urlopen(url, timeout=5)",
    "ends an eventually": "eventually(lambda: True, seconds=5)",
}


def hasty(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """List the lines that depend on how fast a machine is."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, each.name) for each in node.names if each.name in CLOCKS)
        elif isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            yield node.lineno, node.attr
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            ends = [each.value for each in node.keywords if each.arg in BOUNDS]
            ends += node.args[:1] if name in WAITS and isinstance(node.func, ast.Attribute) else []
            if name == "sleep":
                yield node.lineno, "sleep"
            elif name in WITH_BOUNDS and any(map(_is_short, ends)):
                yield node.lineno, name


def _is_short(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and node.value < ROOMY_SECONDS
    )


def test_no_test_needs_a_fast_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in sorted(TESTS.rglob("*.py"))
        if "benchmarks" not in path.parts and str(path.relative_to(TESTS)) not in SPENDING
        for line, what in hasty(nodes_of(path))
    ]

    assert found == []


@pytest.mark.parametrize("source", SAMPLES.values(), ids=SAMPLES)
def test_each_kind_would_be_found(source: str) -> None:
    code = f"async def test():\n    {source.replace(chr(10), chr(10) + '    ')}"

    assert [*hasty(ast.walk(ast.parse(code)))]


def test_whoever_may_spend_time_does() -> None:
    assert not {name for name in SPENDING if not [*hasty(nodes_of(TESTS / name))]}
