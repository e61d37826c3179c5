"""Rules of travelling together: who may, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from .. import errors
from ..contracts import ItemKind
from .offers import Wish


def check_party(*, wish: Wish, limit: int) -> None:
    """Refuse a party of nobody, of children alone, or larger than any booking may be."""
    if wish.persons + wish.infants < 1:
        raise errors.NoTravellers
    if wish.adults < 1:
        raise errors.AdultRequired
    if wish.persons + wish.infants > limit:
        raise errors.PartyTooLarge(limit=limit)


def check_places(*, persons: int, places: int) -> None:
    """Refuse more persons, or units, than there could ever be room for."""
    if persons > places:
        raise errors.PartyTooLarge(limit=places)


def check_dates(*, wish: Wish, today: dt.date) -> None:
    """Refuse dates that are over at the place, and an end where none belongs or none where one does."""
    if wish.start_date < today:
        raise errors.DateInPast(start_date=wish.start_date.isoformat(), today=today.isoformat())
    is_stay = wish.kind is ItemKind.ACCOMMODATION
    if is_stay != (wish.end_date is not None):
        raise errors.InvalidDates
    if wish.end_date is not None and wish.end_date <= wish.start_date:
        raise errors.InvalidDates


def check_weekday(*, date: dt.date, open_weekdays: Collection[int]) -> None:
    """Refuse a weekday, Monday being 1, on which the thing is not offered."""
    if date.isoweekday() not in open_weekdays:
        raise errors.NotOfferedOnDate(
            date=date.isoformat(), weekday=date.isoweekday(), open_weekdays=sorted(open_weekdays)
        )
