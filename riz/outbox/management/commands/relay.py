"""`manage.py relay`: delivers events to their handlers until it is told to end."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from riz.outbox.running import RelayProcess


class Command(BaseCommand):
    """Runs one relay; several may run at once."""

    help = (
        "Deliver events to their handlers until SIGTERM or SIGINT. Several relays may run at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        RelayProcess().run()
