"""A feed from its first byte to its arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..timetable.feed import CompiledFeed
from .agencies import read_agencies, read_facts, read_routes
from .archive import Archive, Refused, open_archive
from .calendars import read_calendar
from .compiling import Parts, compile_feed
from .fares import read_fares
from .limits import Limits
from .links import read_links
from .notices import Notice, Report, Severity
from .patterns import group, spell_out
from .schema import FILES
from .shapes import read_shapes
from .stop_times import read_stop_times
from .stops import read_stops
from .tables import Reader
from .translations import read_translations
from .trips import read_frequencies, read_trips
from .ways import Walking

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """Outcome of reading a feed."""

    feed: CompiledFeed | None
    """None where it is unusable; the notices say why."""
    notices: list[Notice]
    """Samples; `totals` counts them all."""
    totals: Counter[tuple[str, Severity, str]]
    """How many there are of each code, severity and file."""


def read_feed(
    source: Path,
    *,
    name: str,
    progress: Callable[[str, float], None] | None = None,
    limits: Limits | None = None,
    walk_m: int = 300,
    change_s: int = 60,
) -> Reading:
    """Read, check and compile a feed: a zip or a folder of tables.

    Whatever the input is, this returns: faulty rows are dropped with a notice, and a feed without stops, trips or
    service days has no arrays.

    Args:
        source: the zip or folder.
        name: what the feed is called from now on.
        progress: called with a step's name and the share done so far.
        limits: what a feed may cost.
        walk_m: stops nearer than this are joined by ways on foot where the feed rules nothing; 0 adds none.
        change_s: time for a change at one stop where the feed doesn't say.
    """
    limits = limits or Limits()
    report = Report(limits.samples)
    try:
        archive = open_archive(source, limits, report)
        reader = Reader(archive, report, limits, _Meter(archive, progress or _silent).count)
        feed = _read(reader, name, Walking(walk_m, change_s), progress or _silent)
    except Refused as refusal:
        if not refusal.is_reported:
            report.add("feed_refused", Severity.ERROR, message=str(refusal))
        feed = None
    return Reading(feed, report.notices, report.totals)


def _read(reader: Reader, name: str, walking: Walking, progress: Progress) -> CompiledFeed | None:
    _demand_files(reader)
    agencies = read_agencies(reader)
    stops = read_stops(reader, agencies.zone)
    routes = read_routes(reader, agencies)
    calendar = read_calendar(reader)
    _demand(reader, len(agencies.zone), "feed_without_zone", "no agency names a time zone")
    _demand(reader, len(stops), "feed_without_stops", "no stop can be used")
    _demand(reader, calendar.days.shape[1], "feed_without_service", "no service runs on any day")
    shapes = read_shapes(reader)
    trips = read_trips(reader, routes)
    _demand(reader, len(trips), "feed_without_trips", "no trip can be used")
    frequencies = read_frequencies(reader, trips)
    times = read_stop_times(reader, trips, stops)
    _demand(reader, len(times), "feed_without_trips", "no trip can be used")
    runs = spell_out(times, trips, frequencies, reader.limits)
    progress("patterns", 0.8)
    patterns = group(times, trips, runs, routes.mode)
    progress("links", 0.85)
    links = read_links(reader, stops, walking)
    fares = read_fares(reader, stops, routes)
    translations = read_translations(reader, agencies, stops, routes, trips)
    facts = read_facts(reader, agencies)
    progress("arrays", 0.9)
    parts = Parts(
        name, reader.archive.sha256(), agencies, routes, stops, calendar, shapes, trips, times,
        patterns, links, fares, translations, facts,
    )  # fmt: skip
    feed = compile_feed(parts, reader)
    progress("done", 1.0)
    return feed


def _demand_files(reader: Reader) -> None:
    missing = [
        file for file, schema in FILES.items() if schema.required and file not in reader.archive
    ]
    for file in missing:
        reader.report.add("missing_required_file", Severity.ERROR, file)
    if missing:
        raise Refused("a required file is missing", is_reported=True)


def _demand(reader: Reader, count: int, code: str, message: str) -> None:
    """Give up a feed that lacks what no feed can do without."""
    if count == 0:
        reader.report.add(code, Severity.ERROR, message=message)
        raise Refused(message, is_reported=True)


def _silent(step: str, share: float) -> None:
    """Ignore progress."""


class _Meter:
    """Turns bytes read into the share done."""

    def __init__(self, archive: Archive, progress: Progress) -> None:
        self._whole = max(1, sum(archive.sizes.values()))
        self._seen = 0
        self._progress = progress

    def count(self, size: int) -> None:
        self._seen += size
        self._progress("reading", min(0.75, 0.75 * self._seen / self._whole))
