"""Which warnings fail which test: pytest with the settings of this suite, on tests that leave things open."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.databases import ROOT
from tests.support.waiting import PATIENCE_SECONDS

CONFTEST = """
import pytest
from tests.support.leaks import blame_nobody_for_garbage

@pytest.hookimpl
def pytest_sessionstart():
    blame_nobody_for_garbage()
"""
LIBRARY = """
import warnings

def grow_old():
    warnings.warn("old", DeprecationWarning)

def advise():
    warnings.warn("you do it the old way", DeprecationWarning, stacklevel=2)
"""
TESTS = """
import gc, socket, subprocess, sys
import library

class Cycle:
    def __init__(self, kept):
        self.kept, self.itself = kept, self

def test_a_socket_that_is_dropped():
    socket.socket()

def test_a_file_that_is_dropped():
    open(__file__).read()

def test_a_process_that_is_dropped():
    subprocess.Popen([sys.executable, "-c", ""])

def test_advice_to_us():
    library.advise()

def test_advice_to_a_library():
    library.grow_old()

def test_that_leaves_a_cycle():
    gc.collect()
    gc.disable()
    Cycle(socket.socket())

def test_during_which_it_is_found():
    assert gc.collect()
"""
BLAMED = {
    "test_a_socket_that_is_dropped",
    "test_a_file_that_is_dropped",
    "test_a_process_that_is_dropped",
    "test_advice_to_us",
}


def test_each_fails_the_test_that_it_is_about(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".pytest.ini", tmp_path)
    for name, text in {
        "conftest.py": CONFTEST,
        "library.py": LIBRARY,
        "tests/__init__.py": "",
        "tests/test_leaks.py": TESTS,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "tests" / "support").symlink_to(ROOT / "tests" / "support")

    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:django",
            "-p",
            "no:cacheprovider",
            "tests/test_leaks.py",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )

    told = [
        line.split("::")[1].split()[0] for line in ran.stdout.splitlines() if "ED tests" in line
    ]
    assert {*told} == BLAMED, ran.stdout
    assert f"{len(BLAMED)} failed, 3 passed" in ran.stdout, ran.stdout
