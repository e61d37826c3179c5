"""Every sweep of the schedule is a task that exists."""

from django.conf import settings

from config.celery import app


def test_every_sweep_is_a_task():
    app.loader.import_default_modules()

    missing = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - set(app.tasks)

    assert len(settings.CELERY_BEAT_SCHEDULE) > 5
    assert missing == set()
