"""`manage.py poll_realtime`: ask the sources of live updates now, and say what they said."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riz import clock

from ...queries.realtime import SourceReport, list_sources
from ...use_cases.poll_realtime_source import poll_realtime_source


class Command(BaseCommand):
    help = (
        "Ask the sources of live updates now, due or not, and tell what was made of their answers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--feed", metavar="SLUG", help="the sources of this timetable alone")

    def handle(self, *, feed: str | None, **_: Any) -> None:
        sources = list_sources(feed=feed)
        if not sources:
            raise CommandError("no enabled timetable has such a source that is enabled")
        answered = [
            poll_realtime_source(source_id=each.id, at=clock.now(), is_due=True) for each in sources
        ]
        for report in list_sources(feed=feed):
            self.stdout.write(_described(report))
        if not all(answered):
            sys.exit(1)


def _described(report: SourceReport) -> str:
    lines = [f"{report.feed}  {report.url}"]
    if report.fault:
        lines.append(f"  failed {report.failures} times in a row: {report.fault}")
    lines += [
        f"  {name.replace('_', ' '):<28}{count:>12,}" for name, count in report.summary.items()
    ]
    return "\n".join(lines)
