"""`.env.example` names what is read from the environment: all of it, and nothing else."""

from __future__ import annotations

import re

from tests.support.databases import ROOT

READ = re.compile(
    r"""(?: \benv(?:\.\w+)? \( | \benviron(?:\.get|\.setdefault)? [(\[] | \bclaimed_port\( ) \s* "([A-Z][A-Z0-9_]+)" """,
    re.VERBOSE,
)
# Set by us for ourselves, or read by libraries.
NOT_FOR_PEOPLE = {"PYTHONUNBUFFERED"}
READ_BY_LIBRARIES = {"PROMETHEUS_MULTIPROC_DIR", "FLOWER_BASIC_AUTH"}


def names_that_are_read() -> set[str]:
    files = [
        *(ROOT / "config").rglob("*.py"),
        *(ROOT / "riz").rglob("*.py"),
        *(ROOT / "contexts").rglob("*.py"),
    ]
    return {name for file in files for name in READ.findall(file.read_text())}


def names_that_are_documented() -> set[str]:
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))


class TestEnvironmentExample:
    def test_it_names_everything_that_is_read(self) -> None:
        assert names_that_are_read() - NOT_FOR_PEOPLE - names_that_are_documented() == set()

    def test_everything_it_names_is_read(self) -> None:
        assert names_that_are_documented() - names_that_are_read() - READ_BY_LIBRARIES == set()

    def test_nothing_in_it_is_set(self) -> None:
        assert re.findall(r"^[A-Z].*", (ROOT / ".env.example").read_text(), re.MULTILINE) == []
