"""Cuts the leases of all work short in every process of a fault test."""

import datetime as dt
from dataclasses import replace

from django.apps import AppConfig

LEASE = dt.timedelta(seconds=5)


class FaultsConfig(AppConfig):
    """Takes up what a killed worker had in hand after seconds instead of minutes."""

    name = "tests.faults"

    def ready(self) -> None:
        """Change what is stated of each kind."""
        from riz.work.kinds import kinds  # noqa: PLC0415 - it needs the models

        for kind in kinds():
            kind.work = replace(kind.work, lease=LEASE)
