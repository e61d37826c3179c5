from __future__ import annotations

import pytest
from django.conf import settings

from config.celery import app
from contexts.booking import tasks
from contexts.booking.contracts import BookingStatus
from contexts.booking.models import Booking
from riz import clock
from tests.contexts.booking.conftest import ONE
from tests.contexts.booking.factories import BookingFactory, write_version


@pytest.mark.django_db
def test_every_past_booking_is_completed_batch_by_batch(monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    today = clock.now().date()
    for end in (*[today - ONE] * 3, today + ONE * 3):
        booking = BookingFactory(start_date=end - ONE, end_date=end)
        for status in ("ON_HOLD", "CONFIRMED"):
            booking.status = status
            booking.version += 1
            booking.save()
            write_version(booking)

    assert tasks.complete_past_bookings() == 3
    assert tasks.complete_past_bookings() == 0

    assert Booking.objects.get(status=BookingStatus.CONFIRMED).end_date > today


def test_what_beat_schedules_is_a_task():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled >= {
        "booking.complete_past_bookings",
        "inventory.expire_stale_holds",
        "inventory.extend_calendars",
    }
    assert scheduled <= set(app.tasks)
