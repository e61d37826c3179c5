"""Every kind of work has its task and its queue, is swept, and is seen and repeated by staff."""

from __future__ import annotations

import base64
import datetime as dt
import inspect

import orjson
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from config import queues
from config.celery import app
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.payments.models import WebhookInbox
from riz import clock
from riz.actor import SYSTEM, Actor
from riz.errors import Forbidden
from riz.ids import new_id
from riz.valkey import prompt_client
from riz.work.kinds import kinds
from riz.work.repeating import NotGivenUp, repeat_work
from riz.work.tasks import sweep

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
WORK = reverse("work")
WEBHOOKS = reverse("admin:payments_webhookinbox_changelist")


def webhook(**facts):
    facts = {"state": "PENDING", "next_attempt_at": AT, **facts}
    return WebhookInbox.objects.create(
        gateway="sandbox",
        event_id=str(new_id()),
        type="payment_intent.succeeded",
        object_id="pi_unknown",
        payload={},
        received_at=AT,
        **facts,
    )


@pytest.fixture
def staff(client, db):
    """A client of the admin, signed in with a role."""

    def sign_in(role):
        user_id = register_user(
            is_verified=True,
            email="staff@riz.example",
            password="three rivers and a lake",
            full_name="Biplab Deb",
            at=AT,
        )
        grant_role(user_id=user_id, role=role, actor=SYSTEM, at=AT)
        client.force_login(get_user_model().objects.get(id=user_id))
        return client

    return sign_in


def test_every_kind_has_a_task_that_takes_the_id_of_a_row() -> None:
    app.loader.import_default_modules()
    tasks = [app.tasks[kind.work.task] for kind in kinds()]

    assert len(tasks) >= 7
    for task in tasks:
        (parameter,) = inspect.signature(task.run).parameters.values()
        assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD


def test_every_task_goes_to_a_queue_that_a_worker_reads() -> None:
    app.loader.import_default_modules()
    routed = {
        app.amqp.router.route({}, task.name, task_type=task)["queue"].name
        for task in app.tasks.values()
    }

    assert set(queues.ROUTES) <= set(app.tasks)
    assert {"default", "mail", "exports", "feeds"} <= routed <= {*queues.PROMPT, *queues.LONG}
    assert not set(queues.PROMPT) & set(queues.LONG)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_enqueues_what_is_due_and_nothing_twice() -> None:
    app.loader.import_default_modules()
    row = webhook()
    webhook(state="DONE")
    webhook(next_attempt_at=clock.now() + dt.timedelta(hours=1))
    valkey = prompt_client(settings.REDIS_URL)
    valkey.delete("default")

    sweep()
    sweep()

    messages = [orjson.loads(each) for each in valkey.lrange("default", 0, -1)]
    sent = [
        (each["headers"]["task"], orjson.loads(base64.b64decode(each["body"]))[0])
        for each in messages
    ]
    valkey.delete("default")
    assert sent == [("payments.process_webhook", [str(row.id)])]


@pytest.mark.django_db
class TestRepeating:
    def test_gives_what_was_given_up_a_new_start(self) -> None:
        row = webhook(state="DEAD", attempts=8)

        repeat_work(row=row, actor=SYSTEM, at=AT)

        row.refresh_from_db()
        assert (row.state, row.attempts, row.next_attempt_at) == ("PENDING", 0, AT)

    @pytest.mark.parametrize("state", ["PENDING", "DONE"])
    def test_refuses_what_was_not_given_up(self, state) -> None:
        with pytest.raises(NotGivenUp):
            repeat_work(row=webhook(state=state), actor=SYSTEM, at=AT)

    def test_is_for_those_who_may(self) -> None:
        row = webhook(state="DEAD")

        with pytest.raises(Forbidden):
            repeat_work(row=row, actor=Actor(id=new_id()), at=AT)


class TestScreens:
    def test_staff_see_what_waits_and_what_was_given_up(self, staff) -> None:
        webhook(state="DEAD")
        webhook()

        client = staff(Role.PORTAL_ADMIN)
        page = client.get(WORK)

        assert f'href="{WORK}"' in client.get(reverse("admin:index")).text
        cells = page.text.split("Webhooks</a>")[1].split("</tr>")[0]
        assert f"{WEBHOOKS}?state__exact=DEAD" in page.text
        assert cells.count(">1<") == 2
        assert "ago" in cells

    def test_they_see_what_they_may_repeat(self, staff) -> None:
        page = staff(Role.PORTAL_STAFF).get(WORK)

        assert "notifications/message/?state__exact=DEAD" in page.text
        assert f"{WEBHOOKS}?state__exact" not in page.text

    def test_nobody_else_sees_it(self, client, db) -> None:
        assert client.get(WORK).status_code == 302

    def test_try_again_takes_what_was_given_up_and_says_what_it_left(self, staff) -> None:
        dead, done = webhook(state="DEAD"), webhook(state="DONE")
        chosen = {"action": "try_again", "_selected_action": [str(dead.id), str(done.id)]}

        page = staff(Role.PORTAL_ADMIN).post(WEBHOOKS, chosen, follow=True)

        dead.refresh_from_db()
        done.refresh_from_db()
        assert (dead.state, done.state) == ("PENDING", "DONE")
        assert "Tried again: 1." in page.text
        assert NotGivenUp.message in page.text

    def test_who_may_not_has_no_such_action(self, staff) -> None:
        dead = webhook(state="DEAD")
        chosen = {"action": "try_again", "_selected_action": [str(dead.id)]}

        staff(Role.PORTAL_STAFF).post(WEBHOOKS, chosen, follow=True)

        dead.refresh_from_db()
        assert dead.state == "DEAD"
