"""One run at a time in one checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.local.errors import LocalError
from config.local.guardian import Guardian
from config.local.lock import only_run_in


class TestOnlyRunIn:
    def test_a_second_run_is_told_of_the_first(self, tmp_path: Path) -> None:
        with (
            only_run_in(tmp_path),
            pytest.raises(
                LocalError, match=f"already runs in this checkout, as process {os.getpid()}"
            ),
            only_run_in(tmp_path),
        ):
            pass

    def test_the_next_run_may_start_when_the_first_has_ended(self, tmp_path: Path) -> None:
        for _ in range(2):
            with only_run_in(tmp_path) as descriptor:
                assert os.fstat(descriptor)

    def test_the_next_run_waits_for_the_guardian_of_a_killed_one(self, tmp_path: Path) -> None:
        with only_run_in(tmp_path) as descriptor:
            guardian = Guardian(holding=descriptor)
        (tmp_path / "run.lock").write_text("999999999")

        with pytest.raises(LocalError), only_run_in(tmp_path, patience=0.2):
            pass
        guardian.close()

        with only_run_in(tmp_path):
            pass
