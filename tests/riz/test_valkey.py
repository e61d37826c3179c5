"""Valkey for whoever can go on without it."""

from __future__ import annotations

import pytest
import redis
from django.test import override_settings

from riz import valkey
from riz.ids import new_id
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def _heard_again(monkeypatch):
    monkeypatch.setattr(valkey, "PAUSE_SECONDS", PATIENCE_SECONDS)
    valkey.resume()
    yield
    valkey.resume()


def test_a_server_that_does_not_answer_is_asked_once():
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        assert valkey.ask("get", "x") is None
        assert valkey.is_paused()
        with pytest.raises(valkey.Paused), valkey.connected():
            pytest.fail("it was asked again")

    assert not valkey.is_paused()


def test_a_command_that_is_refused_keeps_nobody_else_from_asking():
    key = f"riz:test:{new_id()}"
    valkey.ask("set", key, "text", ex=60)

    with pytest.raises(redis.ResponseError), valkey.connected() as client:
        client.hget(key, "field")

    assert valkey.ask("get", key) == b"text"
