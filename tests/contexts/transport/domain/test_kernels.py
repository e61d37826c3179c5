"""Processes that start at once do not all compile the same loops."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys

import pytest

from contexts.transport.domain import kernels
from tests.support.databases import ROOT

HOLDER = """
import sys
from contexts.transport.domain.kernels import compiling_alone
with compiling_alone():
    print("alone", flush=True)
    sys.stdin.read()
"""


def test_one_compiles_until_it_is_done_or_killed(tmp_path, monkeypatch):
    cache = tmp_path / kernels.CACHE.name
    monkeypatch.setattr(kernels, "CACHE", cache)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "alone\n"

        with (cache / "compiling").open("w") as lock, pytest.raises(BlockingIOError):
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        holder.kill()

    with kernels.compiling_alone():
        pass
