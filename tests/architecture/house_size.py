"""The size of the house: `python -m tests.architecture.house_size [FOLDER]`, a table of contexts and one JSON object.

Lines are those of Python files that are neither blank nor migrations nor data; docstrings and comments count, for people read them too.
Endpoints are operations of the OpenAPI document, counted by the context whose views answer them. Central touches of an
aggregate are the files outside its context, and outside its tests, that name it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

KERNEL = ("riz", "config")
_METHODS = re.compile(
    r"^    (?:async )?def (get|post|put|patch|delete)\(self, request", re.MULTILINE
)
# How one aggregate of a context is spelled by whoever names it.
_SPELLINGS = {"catalog": r"amenit(?:y|ies)", "booking": r"booking\.booking|bookings:"}
_READ_BY_PEOPLE = {".py", ".ini", ".yaml", ".yml", ".md", ".toml", ".json", ".txt"}


def main(root: Path) -> None:
    """Print the table and the JSON object."""
    rows = {
        path.name: _row(path) for path in sorted((root / "contexts").iterdir()) if _is_package(path)
    }
    rows |= {name: _row(root / name) for name in KERNEL}
    print(f"{'':<16}{'files':>8}{'lines':>8}{'endpoints':>11}{'lines each':>12}")
    for name, (files, lines, endpoints) in rows.items():
        each = f"{lines / endpoints:.0f}" if endpoints else ""
        print(f"{name:<16}{files:>8}{lines:>8}{endpoints or '':>11}{each:>12}")
    sums = [sum(column) for column in zip(*rows.values(), strict=True)]
    print(f"{'all':<16}{sums[0]:>8}{sums[1]:>8}{sums[2]:>11}{sums[1] / sums[2]:>12.0f}")
    touches = {name: _touches(root, name) for name in _SPELLINGS}
    tests = sum(_lines(path) for path in _sources(root / "tests"))
    print(
        json.dumps(
            {
                "files": sums[0],
                "lines": sums[1],
                "endpoints": sums[2],
                "lines_of_tests": tests,
                "central_touches": touches,
            }
        )
    )


def _row(folder: Path) -> tuple[int, int, int]:
    sources = list(_sources(folder))
    endpoints = sum(
        len(_METHODS.findall(path.read_text())) for path in sources if "rest" in path.parts
    )
    return len(sources), sum(map(_lines, sources)), endpoints


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*.py"):
        if not {"migrations", "data"} & set(path.relative_to(folder).parts[:-1]):
            yield path


def _lines(path: Path) -> int:
    return sum(1 for line in path.read_text().splitlines() if line.strip())


def _is_package(path: Path) -> bool:
    return (path / "__init__.py").exists()


def _touches(root: Path, context: str) -> int:
    """Count the files that name an aggregate outside its own context and the contexts' tests."""
    spelling = re.compile(_SPELLINGS[context])
    own = {("contexts", context), ("tests", "contexts")}
    texts = (
        path
        for path in root.rglob("*")
        if path.suffix in _READ_BY_PEOPLE
        and path.relative_to(root).parts[:2] not in own
        and not path.relative_to(root).parts[0].startswith(".")
    )
    return sum(1 for path in texts if spelling.search(path.read_text(errors="replace")))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
