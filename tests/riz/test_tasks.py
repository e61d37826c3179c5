"""Handing work over after the commit never fails the caller."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from celery import Celery, shared_task
from django.db import transaction

from riz import tasks, trace
from riz.operations import celery_signals  # noqa: F401 - what a worker listens to
from tests.support.waiting import PATIENCE_SECONDS

SEEN: list[dict[str, Any]] = []


@pytest.fixture(autouse=True)
def _rested_broker(monkeypatch):
    monkeypatch.setattr(tasks, "_broker_rests_until", 0.0)


@pytest.fixture
def app_at(monkeypatch):
    """Make an application whose broker is at an address."""

    def make(url: str) -> Celery:
        monkeypatch.setenv("CELERY_BROKER_URL", url)
        app = Celery("test", broker=url, set_as_current=False)
        app.conf.broker_transport_options = {"socket_timeout": 5, "socket_connect_timeout": 5}
        return app

    return make


def a_task(app: Celery) -> Any:
    @app.task(name=f"test.{uuid4()}")
    def work(**_ids: object) -> None: ...

    return work


def failures(task: Any) -> float:
    return tasks.FAILED.labels(task.name)._value.get()


class TestEnqueueing:
    @pytest.mark.django_db
    def test_waits_for_the_commit(self, app_at, django_capture_on_commit_callbacks):
        task = a_task(app_at("memory://"))

        with django_capture_on_commit_callbacks(execute=False) as callbacks, transaction.atomic():
            tasks.enqueue_after_commit(task, booking_id=uuid4())

        assert len(callbacks) == 1
        assert tasks.ENQUEUED.labels(task.name)._value.get() == 0
        callbacks[0]()
        assert tasks.ENQUEUED.labels(task.name)._value.get() == 1

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("kind", ["silent", "closed"])
    def test_gives_a_broker_that_is_away_one_chance(self, app_at, silent_port, kind, monkeypatch):
        monkeypatch.setattr(tasks, "BREAK_SECONDS", PATIENCE_SECONDS)
        port = silent_port.number if kind == "silent" else 1
        task = a_task(app_at(f"redis://127.0.0.1:{port}/0"))

        tasks.enqueue_after_commit(task, booking_id=uuid4())
        tries = silent_port.callers()
        for _ in range(4):
            tasks.enqueue_after_commit(task, booking_id=uuid4())

        assert failures(task) == 5
        assert tries <= 2
        assert silent_port.callers() == 0

    @pytest.mark.django_db(transaction=True)
    def test_carries_the_work_s_ids_to_the_worker(self):
        @shared_task(name="test.see", bind=True)
        def see(self, **ids: object) -> None:
            scope = trace.current()
            assert scope
            SEEN.append({"ids": ids, "scope": scope})

        with trace.work(request_id="request-1", actor="user:1") as sent:
            headers = tasks.scope_headers()
        see.apply(kwargs={"booking_id": "b"}, headers=headers)

        seen = SEEN.pop()
        assert seen["ids"] == {"booking_id": "b"}
        assert seen["scope"].correlation_id == "request-1"
        assert seen["scope"].trace_id == sent.trace_id
        assert seen["scope"].span_id != sent.span_id
        assert seen["scope"].actor == "user:1"
        assert trace.current() is None
