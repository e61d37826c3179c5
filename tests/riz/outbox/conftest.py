"""Fixtures of the outbox tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def listeners(db: None) -> Iterator[None]:
    """Two handlers of `Happened` and the table that they write to."""
    from django.db import connection

    from tests.riz.outbox import things

    with connection.cursor() as cursor:
        cursor.execute(things.EFFECTS)
        cursor.execute("TRUNCATE tests_effect")
    with things.both_listening():
        yield


@pytest.fixture
def soon(settings: Any) -> None:
    """A failed delivery is due again at once."""
    settings.RIZ_RELAY_BACK_OFF_SECONDS = 0
