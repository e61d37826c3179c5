"""The steps of importing a feed: reading, storing, writing down what was found, switching over."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from riz.actor import Actor
from riz.mapping import to_contract
from riz.use_cases import use_case

from ..domain.gtfs import Limits, Reading, read_feed
from ..domain.gtfs.archive import Refused, open_archive
from ..domain.gtfs.notices import Report
from ..domain.timetable.feed import FORMAT, CompiledFeed
from ..domain.timetable.imports import ImportReport, NoticeTotal, Outcome, Progress
from ..gateways import compiled
from ..models import Feed, FeedNotice, FeedVersion, VersionState
from ._feed_work import lock_feed, record_change, root, switch_to

EPOCH = dt.date(1970, 1, 1)
_SHOW_SECONDS = 1.0


def run_import(
    version: FeedVersion,
    source: Path,
    *,
    actor: Actor,
    at: dt.datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Read, store and switch on a version whose row is there. Only one importer of the feed is at it."""
    began = time.perf_counter()
    folder = f"{version.feed.slug}-{version.id}"
    try:
        reading = read_feed(
            source, name=version.feed.name, progress=_Progress(version.id, progress).show
        )
        if reading.feed is None:
            return _fail(version, reading, began)
        size = compiled.save(reading.feed, root() / folder)
        version.folder, version.size_bytes = folder, size
        version.seconds = time.perf_counter() - began
        return _finish(version, reading, reading.feed, actor=actor, at=at)
    except Exception as fault:
        compiled.remove(root() / folder)
        FeedVersion.objects.filter(id=version.id, state=VersionState.IMPORTING).update(
            state=VersionState.FAILED,
            last_error=f"{type(fault).__name__}: {fault}"[:500],
            folder="",
        )
        raise


def give_lost_up(feed: Feed) -> None:
    """Mark what an importer left unfinished when it ended; its lock is ours by now."""
    lost = feed.versions.filter(state=VersionState.IMPORTING, upload="")
    lost.update(state=VersionState.FAILED, last_error="The import was broken off.")


def fingerprint(source: Path) -> str:
    """Return the sha256 of a source, nothing where it can't be read: reading it says why."""
    limits = Limits()
    try:
        return open_archive(source, limits, Report(limits.samples)).sha256()
    except (Refused, OSError):
        return ""


def stored_version(feed: Feed, source: Path) -> FeedVersion | None:
    """Return the version that the bytes of a source were imported as, if its arrays are still there."""
    sha256 = fingerprint(source)
    if not sha256:
        return None
    known = feed.versions.stored().filter(
        sha256=sha256,
        format=FORMAT,
        state__in=[VersionState.READY, VersionState.RETIRED],
    )
    return next((row for row in known if (root() / row.folder).is_dir()), None)


@use_case
def reuse(version: FeedVersion, *, activate: bool, actor: Actor, at: dt.datetime) -> ImportReport:
    """Search a version that is stored, if that is wanted and it isn't."""
    if activate and not version.is_active:
        feed = lock_feed(version.feed_id)
        version.refresh_from_db()
        switch_to(feed, version, actor=actor, at=at)
    return _report(version, Outcome.UNCHANGED)


@use_case
def _fail(version: FeedVersion, reading: Reading, began: float) -> ImportReport:
    worst = next(
        iter(notice.message for notice in reading.notices if notice.severity == "ERROR"), ""
    )
    version.fail(worst or "The feed has nothing that runs.")
    version.seconds = time.perf_counter() - began
    _keep_notices(version, reading)
    version.save()
    return _report(version, Outcome.UNUSABLE, examples_of(reading))


@use_case
def _finish(
    version: FeedVersion,
    reading: Reading,
    feed: CompiledFeed,
    *,
    actor: Actor,
    at: dt.datetime,
) -> ImportReport:
    row = lock_feed(version.feed_id)
    # The same bytes were stored before where their folder is gone: that row has nothing any more.
    row.versions.stored().filter(sha256=feed.sha256, format=FORMAT).exclude(id=version.id).update(
        folder="", is_active=False, state=VersionState.RETIRED, retired_at=at
    )
    for name, value in counts_of(feed).items():
        setattr(version, name, value)
    version.sha256, version.format, version.zone = feed.sha256, FORMAT, feed.zone
    version.first_date = EPOCH + dt.timedelta(days=feed.first_date)
    version.last_date = version.first_date + dt.timedelta(days=feed.days - 1)
    version.state, version.imported_at = VersionState.READY, at
    version.step, version.percent = "", 100
    _keep_notices(version, reading)
    version.save()
    record_change(row, "imported", actor=actor, at=at, version_id=version.id)
    if version.activate:
        switch_to(row, version, actor=actor, at=at)
    return _report(version, Outcome.IMPORTED, examples_of(reading))


def _keep_notices(version: FeedVersion, reading: Reading) -> None:
    version.report = {"totals": [_as_json(total) for total in totals_of(reading)]}
    counts = {
        (code, str(severity), file): count
        for (code, severity, file), count in reading.totals.items()
    }
    FeedNotice.objects.bulk_create(
        [
            FeedNotice(
                version=version,
                code=notice.code[:100],
                severity=str(notice.severity),
                file=_text(notice.file, 100),
                row=notice.row,
                field=_text(notice.field, 100),
                value=_text(notice.value, 200),
                message=_text(notice.message, 500),
                count=counts.get((notice.code, str(notice.severity), notice.file), 1),
            )
            for notice in reading.notices
        ],
        batch_size=1000,
    )


def _as_json(total: NoticeTotal) -> dict[str, object]:
    """Return a total as JSON keeps it."""
    return {
        "code": total.code,
        "severity": total.severity,
        "file": _text(total.file, 100),
        "count": total.count,
    }


def _text(value: str, longest: int) -> str:
    # PostgreSQL keeps no NUL, and feeds are strangers' files.
    return value.replace("\x00", "")[:longest]


def counts_of(feed: CompiledFeed) -> dict[str, Any]:
    """Return how much of what a feed has."""
    return {
        "stops": feed.stops,
        "routes": len(feed.route_mode),
        "patterns": feed.patterns,
        "trips": feed.trips,
        "events": feed.events,
    }


def totals_of(reading: Reading) -> tuple[NoticeTotal, ...]:
    """Return how many findings of each kind there are, the worst first."""
    ordered = sorted(reading.totals.items(), key=lambda item: (str(item[0][1]), -item[1], item[0]))
    return tuple(
        NoticeTotal(code, str(severity), file, count) for (code, severity, file), count in ordered
    )


def examples_of(reading: Reading) -> dict[tuple[str, str], str]:
    """Return one finding of each code and file, in words."""
    examples: dict[tuple[str, str], str] = {}
    for notice in reading.notices:
        where = f"{notice.file}:{notice.row} " if notice.row else ""
        example = f"{where}{notice.field} {notice.value} {notice.message}"
        examples.setdefault((notice.code, notice.file), example)
    return examples


def _report(
    version: FeedVersion, outcome: Outcome, examples: dict[tuple[str, str], str] | None = None
) -> ImportReport:
    totals = tuple(NoticeTotal(**total) for total in version.report.get("totals", ()))
    return to_contract(
        ImportReport,
        version,
        outcome=outcome,
        version_id=version.id,
        totals=totals,
        examples=examples or {},
    )


class _Progress:
    """Passes progress on, and writes it into the version's row now and then."""

    def __init__(self, version_id: UUID, progress: Progress | None) -> None:
        self._version_id = version_id
        self._progress = progress
        self._shown_at = 0.0

    def show(self, step: str, share: float) -> None:
        """Take a step's share."""
        if self._progress is not None:
            self._progress(step, share)
        now = time.monotonic()
        if now - self._shown_at < _SHOW_SECONDS:
            return
        self._shown_at = now
        percent = min(99, max(0, int(share * 100)))
        FeedVersion.objects.filter(id=self._version_id).update(step=step[:60], percent=percent)
