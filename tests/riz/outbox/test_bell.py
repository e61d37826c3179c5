from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection

from riz.outbox.bell import Bell
from riz.outbox.nudge import CHANNEL
from tests.support.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

FOR_EVER = 100 * PATIENCE_SECONDS


def test_whoever_begins_to_listen_looks_again_before_waiting():
    bell, looks = Bell(), []

    def relay():
        for look in range(2):
            bell.wait(FOR_EVER)
            looks.append(look)
        connection.close()

    listener = Thread(target=relay, daemon=True)
    listener.start()
    wait_until(lambda: looks == [0])
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    wait_until(lambda: looks == [0, 1])

    listener.join()
    bell.close()
