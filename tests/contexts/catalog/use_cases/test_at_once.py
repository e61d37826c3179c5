"""Members of staff who change the same thing at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from contexts.catalog import models
from contexts.catalog.parts.accommodations import api as accommodations
from contexts.catalog.parts.destinations import api as destinations
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.outbox.models import OutboxEvent
from tests.contexts.catalog.facts import LAKESIDE_ROOM, NEERMAHAL

PEOPLE = 6


@pytest.mark.django_db(transaction=True)
def test_every_revision_counts_and_the_last_told_is_what_is_stored(at):
    destinations.register_destination(facts=NEERMAHAL, actor=SYSTEM, at=at)
    facts = replace(LAKESIDE_ROOM, amenities=())
    by = {"actor": SYSTEM, "at": at}
    room = accommodations.register_accommodation(seller_id=new_id(), facts=facts, **by)
    together = Barrier(PEOPLE)

    def revise(units):
        together.wait()
        try:
            changed = replace(facts, units=units)
            accommodations.revise_accommodation(accommodation_id=room.id, facts=changed, **by)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(revise, range(20, 20 + PEOPLE)))

    row = models.Accommodation.objects.get()
    told = OutboxEvent.objects.filter(aggregate_id=room.id).order_by("aggregate_version")
    assert row.version == 1 + PEOPLE
    assert [event.aggregate_version for event in told] == list(range(1, 2 + PEOPLE))
    assert told.last().payload["units"] == row.units
