"""The facts that the demo network is built from."""

from pathlib import Path

import pytest

NETWORK = Path(__file__).resolve().parents[5] / "contexts/transport/data/network"


@pytest.fixture
def facts():
    return lambda name: (NETWORK / name).read_text(encoding="utf-8").splitlines()
