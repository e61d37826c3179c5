"""Forget a person who was written to."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from contexts.booking import api as bookings
from riz.personal_data import erased_person
from riz.use_cases import use_case

from .. import models
from ..contracts import MessageState


@use_case
def forget_recipient(*, user_id: UUID) -> int:
    """Empty the messages to a person and about their bookings; what waits is not sent any more. Twice is as once."""
    person = erased_person(user_id=user_id)
    theirs = Q(subject_id=user_id) | Q(subject_id__in=bookings.list_bookings_of(user_id=user_id))
    if person is not None:
        theirs |= Q(recipient__iexact=person.email)
    rows = models.Message.objects.filter(theirs)
    rows.waiting().update(state=MessageState.DEAD, lease_until=None)
    return rows.exclude(recipient="").update(
        recipient="", subject="", text="", html="", last_error=""
    )
