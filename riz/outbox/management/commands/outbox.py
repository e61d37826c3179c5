"""`manage.py outbox`: how the events are doing, and what to do about those that are stuck."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riz import clock
from riz.actor import SYSTEM
from riz.errors import RizError
from riz.outbox import upkeep
from riz.outbox.gauges import gauges
from riz.outbox.trail import list_trail


class Command(BaseCommand):
    """Parses, calls one function of the outbox and prints the result."""

    help = "Look after events: status, trail, dead, replay, purge."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the subcommands."""
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("status", help="pending and dead deliveries of each handler")
        trail = commands.add_parser("trail", help="the events around one aggregate, in order")
        trail.add_argument("aggregate_id", type=UUID)
        dead = commands.add_parser("dead", help="list what was given up, or send it again")
        dead.add_argument("ids", nargs="*", type=UUID, help="deliveries; all when none is named")
        dead.add_argument("--handler", default="")
        dead.add_argument("--redeliver", action="store_true", help="give them a new start")
        replay = commands.add_parser("replay", help="create a handler's missing deliveries")
        replay.add_argument("--handler", required=True)
        replay.add_argument("--event-name", default="")
        replay.add_argument("--from-id", type=int, default=0, help="the first event's number")
        replay.add_argument("--again", action="store_true", help="also those that were done")
        purge = commands.add_parser("purge", help="delete deliveries that were done long ago")
        purge.add_argument("--days", type=int, default=upkeep.KEPT.days)
        for changing in (dead, replay, purge):
            changing.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the subcommand."""
        try:
            getattr(self, f"_{options['command']}")(options)
        except RizError as error:
            raise CommandError(f"{error.message} {error.details}") from error

    def _status(self, _options: dict[str, Any]) -> None:
        self.stdout.write(f"{'handler':<50}{'pending':>9}{'oldest':>11}{'dead':>7}")
        for row in gauges():
            note = "" if row.is_known else "  (unknown to this code)"
            self.stdout.write(
                f"{row.handler:<50}{row.pending:>9}{row.oldest_pending_seconds:>9.1f} s{row.dead:>7}{note}"
            )

    def _trail(self, options: dict[str, Any]) -> None:
        for step in list_trail(aggregate_id=options["aggregate_id"]):
            self.stdout.write(f"{step.number:>8}  {step.occurred_at:%H:%M:%S.%f}  {step.name}")
            for handler, state in step.handlers.items():
                self.stdout.write(f"{'':>27}-> {handler}  {state}")

    def _dead(self, options: dict[str, Any]) -> None:
        if options["redeliver"]:
            count = upkeep.redeliver(
                actor=SYSTEM,
                ids=options["ids"] or None,
                handler=options["handler"],
                dry_run=options["dry_run"],
            )
            self._report(count, "redelivered", options)
            return
        for row in upkeep.list_dead(handler=options["handler"]):
            self.stdout.write(f"{row.id}  {row.handler}  {row.event_name}  {row.aggregate_id}")
            self.stdout.write(f"    {row.attempts} attempts, the last error: {row.last_error}")

    def _replay(self, options: dict[str, Any]) -> None:
        count = upkeep.replay(
            handler=options["handler"],
            event_name=options["event_name"],
            from_id=options["from_id"],
            again=options["again"],
            dry_run=options["dry_run"],
        )
        self._report(count, "to be taken", options)

    def _purge(self, options: dict[str, Any]) -> None:
        kept = dt.timedelta(days=options["days"])
        self._report(
            upkeep.purge(at=clock.now(), kept=kept, dry_run=options["dry_run"]), "deleted", options
        )

    def _report(self, count: int, what: str, options: dict[str, Any]) -> None:
        prefix = "would be: " if options["dry_run"] else ""
        self.stdout.write(f"{prefix}{count} {what}")
