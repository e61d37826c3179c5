"""Keeping a year of dates open, day by day."""

from __future__ import annotations

import datetime as dt

from riz.clock import local_date
from riz.use_cases import use_case

from ..models import Resource
from ._calendar import fit_capacity, open_dates


@use_case
def extend_calendars(*, at: dt.datetime, time_zone: str) -> int:
    """Open the dates that came within a year of today at the places of one zone; return how many are new.

    Dates that were kept above their resource's capacity come down as far as what is taken allows.
    """
    resource_ids = list(
        Resource.objects.filter(is_open=True, time_zone=time_zone)
        .order_by("id")
        .values_list("id", flat=True)
    )
    today = local_date(at, time_zone)
    fit_capacity(resource_ids=resource_ids, first_date=today)
    return open_dates(resource_ids=resource_ids, first_date=today)
