"""How the staff screens forget a person: their log names what was changed by its words."""

from __future__ import annotations

from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from riz import personal_data
from riz.personal_data import without


@personal_data.forgets("operations")
def forget_in_staff_log(*, user_id: UUID) -> None:
    """Take the person's name, address and number out of the log; who changed what, and when, stays."""
    LogEntry.objects.filter(object_id=str(user_id)).update(object_repr=str(user_id))
    person = personal_data.erased_person(user_id=user_id)
    facts = (person.email, person.full_name, person.phone) if person else ()
    named = Q(pk__in=[])
    for fact in filter(None, facts):
        named |= Q(object_repr__icontains=fact) | Q(change_message__icontains=fact)
    for entry in LogEntry.objects.filter(named):
        entry.object_repr = without(person, entry.object_repr)
        entry.change_message = without(person, entry.change_message)
        entry.save(update_fields=["object_repr", "change_message"])
