"""Background work of transport."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock
from riz.tasks import enqueue_after_commit

from .queries import feeds
from .use_cases import poll_realtime_source as polling
from .use_cases import sweep_feed_files as sweeping

_BATCH = 20


@shared_task(name="transport.import_uploaded_feed", ignore_result=True)
def import_uploaded_feed(version_id: str) -> None:
    # What reads feeds takes a second to import: too long for all the processes that only enqueue.
    from .use_cases import import_uploaded_feed as importing  # noqa: PLC0415

    importing.import_uploaded_feed(version_id=UUID(version_id), at=clock.now())


@shared_task(name="transport.recompile_outdated_feeds", ignore_result=True)
def recompile_outdated_feeds() -> None:
    """Find what an older program compiled."""
    for version_id in feeds.list_outdated(limit=_BATCH):
        enqueue_after_commit(recompile_feed, version_id=version_id)


@shared_task(name="transport.recompile_feed", ignore_result=True)
def recompile_feed(*, version_id: str) -> None:
    """Compile a feed again that an older program compiled."""
    from .use_cases import recompile_feed as recompiling  # noqa: PLC0415 - as above

    recompiling.recompile_feed(version_id=UUID(version_id), at=clock.now())


@shared_task(name="transport.sweep_feeds", ignore_result=True)
def sweep_feeds() -> int:
    """Delete the files of versions that were replaced long ago."""
    return sweeping.sweep_feed_files(at=clock.now())


@shared_task(name="transport.poll_realtime_source", ignore_result=True)
def poll_realtime_source(source_id: str) -> bool:
    """Ask one source of live updates."""
    return polling.poll_realtime_source(source_id=UUID(source_id), at=clock.now())
