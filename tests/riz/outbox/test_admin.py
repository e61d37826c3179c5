"""The staff screens of the outbox, at the size that they will have."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riz import events
from riz.actor import ANONYMOUS
from riz.ids import new_id
from riz.outbox import relay
from riz.outbox.models import Delivery, OutboxEvent
from tests.riz.outbox.things import happen

ROWS = 1_000
MOST_QUERIES = 15

FILL = f"""
INSERT INTO outbox_event (event_id, name, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at,
                          actor, correlation_id, traceparent)
SELECT gen_random_uuid(), 'tests.thing.happened.v1', 'tests.thing', gen_random_uuid(), 1, '{{}}', now(), '', '', ''
FROM generate_series(1, {ROWS});
INSERT INTO outbox_delivery (id, event_id, handler, part, aggregate_type, aggregate_id, state, attempts, last_error,
                             finished_at)
SELECT gen_random_uuid(), id, 'tests.first', 1, aggregate_type, aggregate_id, 'DONE', 1, '', now() FROM outbox_event;
ANALYZE outbox_event, outbox_delivery;
"""


@pytest.fixture
def many(db):
    """Tables of a thousand rows."""
    with connection.cursor() as cursor:
        cursor.execute(FILL)


PAGES = (
    "outboxevent/",
    "outboxevent/?name=tests.thing.happened.v1",
    "outboxevent/?q=01a20387-74b8-7280-88b2-bcc6e7916eb8",
    "delivery/",
    "delivery/?state__exact=DONE&handler=tests.first",
    "delivery/?state__exact=DEAD",
    "delivery/?q=01a20387-74b8-7280-88b2-bcc6e7916eb8",
)


def test_list_pages_are_cheap_at_a_thousand_rows(admin_client, listeners, many, subtests):
    for path in PAGES:
        with subtests.test(path=path):
            with CaptureQueriesContext(connection) as queries:
                response = admin_client.get(f"{reverse('admin:app_list', args=['outbox'])}{path}")

            assert response.status_code == 200
            assert len(queries) <= MOST_QUERIES


class TestEvents:
    def test_can_be_read_and_neither_added_changed_nor_deleted(self, admin_client, listeners):
        happen(new_id(), 1)
        event = OutboxEvent.objects.get()

        page = admin_client.get(reverse("admin:outbox_outboxevent_change", args=[event.id]))

        assert page.status_code == 200
        assert admin_client.get(reverse("admin:outbox_outboxevent_add")).status_code == 403
        assert (
            admin_client.post(
                reverse("admin:outbox_outboxevent_delete", args=[event.id]), {"post": "yes"}
            ).status_code
            == 403
        )


class TestDeliveries:
    def test_the_dead_can_be_sent_again(self, admin_client, listeners, soon, caplog):
        caplog.set_level("CRITICAL", "riz.outbox")
        happen(new_id(), 1, what="raise")
        relay.drain()
        dead = Delivery.objects.get(state="DEAD")

        answer = admin_client.post(
            reverse("admin:outbox_delivery_changelist"),
            {"action": "redeliver", "_selected_action": [str(dead.id)]},
            follow=True,
        )

        dead.refresh_from_db()
        assert "1 will be delivered again" in answer.content.decode()
        assert dead.state == "PENDING"

    def test_not_by_everybody(self, db, monkeypatch):
        monkeypatch.setattr("riz.outbox.admin.actor_of_staff", lambda request: ANONYMOUS)
        screen = admin.site.get_model_admin(Delivery)

        assert not screen.has_redeliver_permission(RequestFactory().get("/"))


def test_the_filters_offer_what_the_code_knows(admin_client, listeners):
    page = admin_client.get(reverse("admin:outbox_delivery_changelist")).content.decode()

    assert all(handler in page for handler in events.handlers())
