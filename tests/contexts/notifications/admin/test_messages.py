from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.notifications.contracts import MessageState
from riz.actor import SYSTEM
from tests.contexts.notifications.factories import AT, MessageFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notifications_message_changelist")
MOST_QUERIES = 15


@pytest.fixture
def staff(client):
    user_id = register_user(
        is_verified=True,
        email="staff@riz.example",
        password="three rivers and a lake",
        full_name="Biplab",
        at=AT,
    )
    grant_role(user_id=user_id, role=Role.PORTAL_STAFF, actor=SYSTEM, at=AT)
    client.force_login(get_user_model().objects.get(id=user_id))
    return client


class TestMessages:
    def test_a_long_list_takes_few_queries(self, staff):
        MessageFactory.create_batch(30)

        with CaptureQueriesContext(connection) as queries:
            page = staff.get(LIST, {"q": "asha@riz.example", "state": "QUEUED"})

        assert page.status_code == 200
        assert len(queries) <= MOST_QUERIES

    def test_a_preview_runs_nothing(self, staff):
        message = MessageFactory(html='<p title="x">Dear Asha</p><script>alert(1)</script>')

        page = staff.get(reverse("admin:notifications_message_change", args=[message.id]))

        assert 'sandbox=""' in page.text
        assert "<script>alert(1)" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text

    def test_a_dead_message_is_sent_again(self, staff):
        dead = MessageFactory(state=MessageState.DEAD, attempts=8)
        sent = MessageFactory(state=MessageState.SENT)

        staff.post(LIST, {"action": "try_again", "_selected_action": [str(dead.id), str(sent.id)]})

        dead.refresh_from_db()
        sent.refresh_from_db()
        assert (dead.state, sent.state) == (MessageState.QUEUED, MessageState.SENT)

    def test_nothing_is_added_or_deleted(self, staff):
        message = MessageFactory()

        assert staff.get(reverse("admin:notifications_message_add")).status_code == 403
        delete = reverse("admin:notifications_message_delete", args=[message.id])
        assert staff.post(delete, {"post": "yes"}).status_code == 403
