"""Compiling a feed again whose arrays an older program wrote."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final
from uuid import UUID

from riz.actor import SYSTEM

from ..domain.timetable.feed import FORMAT
from ..domain.timetable.imports import FeedFacts, ImportReport
from ..models import FeedVersion
from ._feed_importing import fingerprint
from .import_feed import import_feed

SHIPPED: Final = Path(__file__).parents[1] / "data" / "demo"
"""Where the timetables are that come with the program, each in a folder named by its slug."""
TOLD: Final = "An older program compiled it, and this one can't read it: import the feed again."


def recompile_feed(*, version_id: UUID, at: dt.datetime) -> ImportReport | None:
    """Compile a searched version again from its very source; None where that isn't at hand.

    Staff are told before it is tried: whatever ends this, nobody tries for ever, and nobody has to guess.

    Raises:
        FeedBusy: somebody else imports the feed.
    """
    version = (
        FeedVersion.objects.in_use()
        .select_related("feed")
        .filter(id=version_id)
        .exclude(format=FORMAT)
        .first()
    )
    if version is None:
        return None
    FeedVersion.objects.filter(id=version_id).update(last_error=TOLD)
    source = _source_of(version)
    if source is None:
        return None
    return import_feed(facts=FeedFacts(slug=version.feed.slug), source=source, actor=SYSTEM, at=at)


def _source_of(version: FeedVersion) -> Path | None:
    """Return where the bytes of a version are still found. Others may be newer: nobody asked to search those."""
    stated = version.feed.source
    places = [Path(stated)] if stated.startswith("/") else []
    places.append(SHIPPED / version.feed.slug)
    return next(
        (path for path in places if path.exists() and fingerprint(path) == version.sha256), None
    )
