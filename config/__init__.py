"""The composition root: settings, URLs, servers, Celery. It wires and decides nothing."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
