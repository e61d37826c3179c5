"""Importing a feed: from a file or folder to a version that is searched."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from pathlib import Path

from riz.actor import Actor
from riz.policies import require

from ..domain import policies
from ..domain.gtfs import read_feed
from ..domain.timetable.imports import FeedFacts, ImportReport, Outcome, Progress
from ..models import FeedVersion
from ._feed_importing import (
    counts_of,
    examples_of,
    give_lost_up,
    reuse,
    run_import,
    stored_version,
    totals_of,
)
from ._feed_work import only_importer
from .state_feed import state_feed


def import_feed(
    *,
    facts: FeedFacts,
    source: Path,
    actor: Actor,
    at: dt.datetime,
    activate: bool = True,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a zip or folder as the feed of a slug, and search it from now on if wanted.

    The same bytes are imported once. What goes wrong leaves the running timetable as it is.

    Raises:
        FeedBusy: somebody else imports it.
        InvalidFeed: some facts are not acceptable.
    """
    require(actor, policies.MANAGE_FEEDS)
    if dry_run:
        return _check(facts, source, progress)
    with only_importer(facts.slug):
        feed = state_feed(facts=facts, actor=actor, at=at)
        give_lost_up(feed)
        same = stored_version(feed, source)
        if same is not None:
            return reuse(same, activate=activate, actor=actor, at=at)
        version = FeedVersion.objects.create(
            feed=feed, started_at=at, next_attempt_at=at, activate=activate
        )
        return run_import(version, source, actor=actor, at=at, progress=progress)


def _check(facts: FeedFacts, source: Path, progress: Progress | None) -> ImportReport:
    began = time.perf_counter()
    reading = read_feed(source, name=facts.name or facts.slug, progress=progress)
    outcome = Outcome.UNUSABLE if reading.feed is None else Outcome.CHECKED
    report = ImportReport(
        outcome=outcome,
        seconds=time.perf_counter() - began,
        totals=totals_of(reading),
        examples=examples_of(reading),
    )
    return report if reading.feed is None else replace(report, **counts_of(reading.feed))
