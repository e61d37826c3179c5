from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def root(settings) -> Iterator[Path]:
    """A folder of its own for compiled feeds, where writing takes no disk."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        settings.RIZ_TRANSPORT_FOLDER = f"{folder}/compiled"
        yield Path(folder) / "compiled"
