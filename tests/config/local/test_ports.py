"""Ports that are taken, or none."""

from __future__ import annotations

import socket

import pytest

from config.local.errors import LocalError
from config.local.ports import claimed_port


@pytest.fixture
def taken_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class TestClaimedPort:
    def test_a_taken_port_is_named_with_its_variable(
        self, taken_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RIZ_PORT", str(taken_port))

        with pytest.raises(LocalError) as refusal:
            claimed_port("RIZ_PORT", 8000)

        assert f"Port {taken_port} on 127.0.0.1 can't be used" in str(refusal.value)
        assert f"make run RIZ_PORT={taken_port + 1}" in str(refusal.value)

    @pytest.mark.parametrize("text", ["0", "65536", "http", "-1"])
    def test_what_is_no_port_is_refused(self, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RIZ_PORT", text)

        with pytest.raises(LocalError, match="is not a port"):
            claimed_port("RIZ_PORT", 8000)

    def test_a_free_port_is_given(self, monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            free = listener.getsockname()[1]
        monkeypatch.setenv("RIZ_PORT", "")

        assert claimed_port("RIZ_PORT", free) == free
