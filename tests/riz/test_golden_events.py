"""The JSON of every event is pinned: consumers, stored rows and other services read it.

A difference here is a change of the wire format. If it only adds a field with a default, write the file
anew: `python -m tests.riz.test_golden_events`. Anything else is a `.v2` beside the `.v1`.
"""

from __future__ import annotations

import json
from pathlib import Path

import django
import pytest

from riz import events
from riz.events import Event
from tests.riz.sample_events import sample_of

CONTEXTS = Path(__file__).resolve().parents[1] / "contexts"
STORED = sorted(CONTEXTS.glob("*/golden/*.json"))


def published() -> dict[str, type[Event]]:
    """Return the events of the contexts; tests and benchmarks have some of their own."""
    return {
        name: cls
        for name, cls in sorted(events.all_events().items())
        if cls.__module__.startswith("contexts.")
    }


def as_json(cls: type[Event]) -> str:
    payload = events.to_payload(sample_of(cls))
    return json.dumps(payload, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def path_of(name: str) -> Path:
    return CONTEXTS / name.partition(".")[0] / "golden" / f"{name}.json"


class TestGolden:
    def test_every_event_has_its_file_and_every_file_its_event(self):
        assert set(STORED) == {path_of(name) for name in published()}

    @pytest.mark.parametrize("name", [path.stem for path in STORED])
    def test_the_json_is_as_it_was(self, name):
        assert as_json(published()[name]) == path_of(name).read_text()

    @pytest.mark.parametrize("name", [path.stem for path in STORED])
    def test_what_was_stored_is_read_back(self, name):
        cls = published()[name]

        assert events.from_payload(cls, json.loads(path_of(name).read_text())) == sample_of(cls)


def main() -> None:
    """Write every file anew."""
    django.setup()
    for path in STORED:
        path.unlink()
    for name, cls in published().items():
        path_of(name).parent.mkdir(parents=True, exist_ok=True)
        path_of(name).write_text(as_json(cls))


if __name__ == "__main__":
    main()
