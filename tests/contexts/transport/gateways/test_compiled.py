"""Compiled feeds on disk: as they were, whole or not at all, and refused where they are not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from contexts.transport.domain.timetable.feed import FORMAT, CompiledFeed, Texts
from contexts.transport.gateways import compiled
from contexts.transport.gateways.compiled import CompiledFeedUnreadable
from tests.contexts.transport import feeds as made

ROOT = Path(__file__).parents[4]


def some_feed() -> CompiledFeed:
    line = made.FeedLine([0, 1], [made.FeedTrip([(0, 10), (600, 600)])])
    return made.compiled(made.Network([(1.0, 2.0), (3.0, 4.0)], [line]), name="Überland")


def assert_same(one: CompiledFeed, other: CompiledFeed) -> None:
    for field in fields(one):
        value, found = getattr(one, field.name), getattr(other, field.name)
        if isinstance(value, Texts):
            assert [*value] == [*found]
        elif isinstance(value, np.ndarray):
            assert value.dtype == found.dtype
            np.testing.assert_array_equal(value, found)
        else:
            assert value == found


class TestSaving:
    def test_what_is_saved_is_loaded(self, tmp_path):
        size = compiled.save(some_feed(), tmp_path / "one")

        assert_same(some_feed(), compiled.load(tmp_path / "one"))
        assert size == sum(path.stat().st_size for path in (tmp_path / "one").iterdir())

    def test_arrays_are_mapped_and_can_not_be_written(self, tmp_path):
        compiled.save(some_feed(), tmp_path / "one")
        feed = compiled.load(tmp_path / "one")

        assert isinstance(feed.trip_start.base, np.memmap)
        with pytest.raises(ValueError, match="read-only"):
            feed.trip_start[0] = 1

    def test_what_is_there_is_never_written_over(self, tmp_path):
        compiled.save(some_feed(), tmp_path / "one")

        with pytest.raises(FileExistsError):
            compiled.save(some_feed(), tmp_path / "one")

    def test_a_removed_folder_lives_on_for_those_who_have_it(self, tmp_path):
        compiled.save(some_feed(), tmp_path / "one")
        feed = compiled.load(tmp_path / "one")

        compiled.remove(tmp_path / "one")

        assert list(tmp_path.iterdir()) == []
        assert_same(some_feed(), feed)
        compiled.remove(tmp_path / "one")


class TestRefusals:
    @pytest.fixture
    def folder(self, tmp_path) -> Path:
        compiled.save(some_feed(), tmp_path / "one")
        return tmp_path / "one"

    def refusal(self, folder: Path) -> str:
        with pytest.raises(CompiledFeedUnreadable) as refusal:
            compiled.load(folder)
        return str(refusal.value)

    def test_nothing_there(self, tmp_path):
        assert "holds no compiled feed" in self.refusal(tmp_path / "nowhere")

    def test_another_format(self, folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps(manifest | {"format": FORMAT + 1}))

        assert f"is of format {FORMAT + 1}" in self.refusal(folder)

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"format": 2}', "\xff"])
    def test_a_manifest_that_says_nothing(self, folder, text):
        (folder / "manifest.json").write_text(text, encoding="latin-1")

        assert "damaged" in self.refusal(folder)

    def test_a_missing_array(self, folder):
        (folder / "timing_arrivals.npy").unlink()

        assert "damaged" in self.refusal(folder)

    @pytest.mark.parametrize("kept", [0, 5, 100, 132])
    def test_an_array_that_ends_early(self, folder, kept):
        whole = (folder / "timing_arrivals.npy").read_bytes()
        (folder / "timing_arrivals.npy").write_bytes(whole[:kept])

        assert "damaged" in self.refusal(folder)

    def test_an_array_of_another_shape(self, folder):
        np.save(folder / "timing_arrivals.npy", np.zeros(3, dtype=np.int32))

        assert "damaged" in self.refusal(folder)

    def test_an_array_of_python_objects_is_not_unpickled(self, folder):
        np.save(folder / "timing_arrivals.npy", np.array([object()]), allow_pickle=True)

        assert "damaged" in self.refusal(folder)

    def test_an_unknown_zone(self, folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["facts"]["zone"] = "Mars/Olympus_Mons"
        (folder / "manifest.json").write_text(json.dumps(manifest))

        assert "time zone" in self.refusal(folder)


# Imports once, and forks a writer for each folder that it reads of.
SAVERS = """
import os, sys
from pathlib import Path
from tests.contexts.transport.gateways.test_compiled import some_feed
from contexts.transport.gateways import compiled
feed = some_feed()
for line in sys.stdin:
    if writer := os.fork():
        os.waitpid(writer, 0)
        print("killed", flush=True)
        continue
    number = 0
    while True:
        compiled.save(feed, Path(line.strip(), f"{number:06d}"))
        if not number:
            print(os.getpid(), flush=True)
        number += 1
"""


class TestBeingKilled:
    def test_a_folder_is_whole_or_absent_whenever_the_writer_is_killed(self, tmp_path):
        roots = [tmp_path / str(attempt) for attempt in range(4)]
        with savers() as kill_a_writer:
            for attempt, root in enumerate(roots):
                root.mkdir()
                kill_a_writer(root, after_s=attempt * 0.017)
        for root in roots:
            folders = list(root.glob("[0-9]*"))
            assert folders
            for folder in folders:
                assert_same(some_feed(), compiled.load(folder))
            assert compiled.sweep_unfinished(root, older_than=time.time() + 60) <= 1
            assert not list(root.glob(".*"))

    def test_what_is_being_written_now_is_not_swept(self, tmp_path):
        (tmp_path / ".unfinished-x").mkdir()

        assert compiled.sweep_unfinished(tmp_path, older_than=time.time() - 60) == 0
        assert (tmp_path / ".unfinished-x").exists()


@contextmanager
def savers() -> Iterator[Callable[..., None]]:
    """Yield what has a process write into a folder, and kills it some time after its first success."""
    with subprocess.Popen(
        [sys.executable, "-c", SAVERS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdin
        assert process.stdout
        told, heard = process.stdin, process.stdout

        def kill_a_writer(root: Path, *, after_s: float) -> None:
            told.write(f"{root}\n")
            told.flush()
            writer = int(heard.readline())
            deadline = time.monotonic() + after_s
            while time.monotonic() < deadline:
                pass
            os.kill(writer, signal.SIGKILL)
            assert heard.readline() == "killed\n"

        yield kill_a_writer
