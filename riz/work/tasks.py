"""The sweep of all leased work: what no worker was told of, or whose worker didn't come back, is enqueued."""

from __future__ import annotations

from celery import current_app, shared_task

from riz import clock
from riz.tasks import enqueue_after_commit
from riz.work.kinds import kinds
from riz.work.models import LeasedWork

_BATCH = 200


@shared_task(name="work.sweep", ignore_result=True)
def sweep() -> None:
    """Have every row worked off that is due and of which no worker was told lately."""
    at = clock.now()
    for kind in kinds():
        for row_id in kind.objects.mark_enqueued(at=at, limit=_BATCH):
            _enqueue(kind, row_id)


def enqueue(row: LeasedWork) -> None:
    """Wake a worker for a row once the open transaction has committed."""
    _enqueue(type(row), row.pk)


def _enqueue(kind: type[LeasedWork], row_id: object) -> None:
    enqueue_after_commit(current_app.tasks[kind.work.task], row_id)
