"""Reads of notifications."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from contexts.booking import api as bookings
from contexts.identity import api as identity
from riz import personal_data

from . import models


@personal_data.exports("notifications")
def export_messages(*, user_id: UUID) -> personal_data.Section:
    """Return the messages that were written to a person, with their words."""
    theirs = Q(subject_id=user_id) | Q(subject_id__in=bookings.list_bookings_of(user_id=user_id))
    person = identity.find_users(user_ids=[user_id]).get(user_id)
    if person is not None:
        theirs |= Q(recipient__iexact=person.email)
    columns = ("kind", "channel", "recipient", "subject", "text", "state", "created_at", "sent_at")
    return list(models.Message.objects.filter(theirs).order_by("id").values(*columns))
