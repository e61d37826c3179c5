from __future__ import annotations

import time

import pytest
from django.db import connection

from riz.outbox.bell import Bell
from riz.outbox.nudge import CHANNEL
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)

FOR_EVER = 100 * PATIENCE_SECONDS


def test_whoever_begins_to_listen_looks_again_before_waiting():
    bell, begun = Bell(), time.monotonic()

    bell.wait(FOR_EVER)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    bell.wait(FOR_EVER)

    bell.close()
    assert time.monotonic() - begun < PATIENCE_SECONDS
