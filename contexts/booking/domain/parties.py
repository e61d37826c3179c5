"""Rules of travelling together: who may, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from .. import errors
from ..contracts import ItemKind
from .offers import Wish

INFANTS_BELOW = 2


def check_party(*, wish: Wish, limit: int) -> None:
    """Refuse a party of nobody, of children alone, or larger than any booking may be."""
    if wish.travellers < 1:
        raise errors.NoTravellers
    if wish.adults < 1:
        raise errors.AdultRequired
    if wish.travellers > limit:
        raise errors.PartyTooLarge(limit=limit)
    if wish.child_ages and len(wish.child_ages) != wish.children:
        raise errors.AgesRequired(children=wish.children)


def check_ages(*, wish: Wish, min_age: int) -> None:
    """Refuse who is younger than the thing is sold to; infants are below two."""
    if min_age and wish.children and not wish.child_ages:
        raise errors.AgesRequired(children=wish.children)
    if (wish.infants and min_age >= INFANTS_BELOW) or any(age < min_age for age in wish.child_ages):
        raise errors.TooYoung(min_age=min_age)


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


def check_start_time(*, wish: Wish, start_times: Collection[dt.time]) -> None:
    """Refuse a time at which the thing does not begin, and none where it begins at several."""
    if wish.start_time not in (start_times or (None,)):
        raise errors.StartTimeRequired(
            start_times=[time.isoformat("minutes") for time in start_times]
        )


def check_in_time(*, closes_at: dt.datetime, at: dt.datetime) -> None:
    """Refuse what can't be booked any more, though it begins later."""
    if at > closes_at:
        raise errors.BookingClosed(closed_at=closes_at.isoformat())


def check_weekday(*, date: dt.date, open_weekdays: Collection[int]) -> None:
    """Refuse a weekday, Monday being 1, on which the thing is not offered."""
    if date.isoweekday() not in open_weekdays:
        raise errors.NotOfferedOnDate(
            date=date.isoformat(), weekday=date.isoweekday(), open_weekdays=sorted(open_weekdays)
        )
