"""Where the processor seconds of a run went, by context: printed at its end, and held against a budget by `make check-test-budget`.

Counted are a test's own process and the processes that it started and waited for, from its first fixture to its last;
not what PostgreSQL and Valkey do for it.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

REPORT = Path(__file__).resolve().parents[2] / ".local/test-seconds.json"
NAME = "cpu_seconds"
DEAREST = 10
# Of two cores, so that the whole takes less than five minutes.
BUDGETS = {"identity": 90, "transport": 90, "kernel and journeys": 120}
OF_ANY_CONTEXT = 25


def group_of(nodeid: str) -> str:
    """Return whose budget a test is counted against."""
    parts = nodeid.split("/")
    return parts[2] if parts[1] == "contexts" and len(parts) > 3 else "kernel and journeys"


def budget_of(group: str) -> int:
    """Return the processor seconds that a group may take."""
    return BUDGETS.get(group, OF_ANY_CONTEXT)


class CpuSeconds:
    """A plugin of pytest: workers note what each test took, and whoever leads the run adds it up."""

    def __init__(self, *, is_kept: bool) -> None:
        self._is_kept = is_kept
        self._spent: Counter[str] = Counter()
        self._began = 0.0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, Any, Any]:
        """Begin to count."""
        self._began = _used()
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Note what it took on the last report of a test."""
        if call.when == "teardown":
            item.user_properties.append((NAME, _used() - self._began))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add it up."""
        if report.when == "teardown":
            self._spent[report.nodeid] += sum(
                float(str(value)) for name, value in report.user_properties if name == NAME
            )

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the groups and the dearest files; keep, if asked to, what each test took, the dearest first."""
        groups: Counter[str] = Counter()
        files: Counter[str] = Counter()
        for nodeid, seconds in self._spent.items():
            groups[group_of(nodeid)] += seconds
            files[nodeid.partition("::")[0]] += seconds
        terminalreporter.section("processor seconds")
        for group, seconds in groups.most_common():
            terminalreporter.line(f"{seconds:8.1f}  of {budget_of(group):>3}  {group}")
        terminalreporter.line(f"{groups.total():8.1f}  in all; the dearest files:")
        for file, seconds in files.most_common(DEAREST):
            terminalreporter.line(f"{seconds:8.1f}  {file}")
        if self._is_kept:
            kept = {"seconds": groups, "tests": dict(self._spent.most_common())}
            REPORT.parent.mkdir(exist_ok=True)
            REPORT.write_text(json.dumps(kept, indent=1))


def _used() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    """Say which groups took more in the last run than they may."""
    if not REPORT.exists():
        sys.stderr.write("No run is known: `make test` first.\n")
        return 2
    seconds = json.loads(REPORT.read_text())["seconds"]
    above = {name: spent for name, spent in seconds.items() if spent > budget_of(name)}
    for name, spent in above.items():
        sys.stderr.write(f"{name}: {spent:.0f} processor seconds, {budget_of(name)} allowed\n")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
