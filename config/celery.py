"""The Celery application; tasks live in the contexts, the schedule is in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("riz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
