from __future__ import annotations

import pytest

from contexts.notifications import errors
from contexts.notifications.contracts import MessageState
from contexts.notifications.use_cases.resend_message import resend_message
from riz.actor import SYSTEM, Actor
from riz.ids import new_id
from tests.contexts.notifications.factories import AT, MessageFactory

pytestmark = pytest.mark.django_db


class TestResendMessage:
    def test_queues_a_dead_one_under_its_message_id(self):
        message = MessageFactory(state=MessageState.DEAD, attempts=8)
        name = message.message_id

        resend_message(message_id=message.id, actor=SYSTEM, at=AT)

        message.refresh_from_db()
        assert (message.state, message.attempts, message.message_id) == ("QUEUED", 0, name)

    @pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.DEAD}))
    def test_refuses_what_was_not_given_up(self, state):
        with pytest.raises(errors.MessageNotDead):
            resend_message(message_id=MessageFactory(state=state).id, actor=SYSTEM, at=AT)

    def test_only_for_those_who_may(self):
        message = MessageFactory(state=MessageState.DEAD)

        with pytest.raises(errors.ResendNotAllowed):
            resend_message(message_id=message.id, actor=Actor(id=new_id()), at=AT)

    def test_refuses_a_message_that_does_not_exist(self):
        with pytest.raises(errors.MessageNotFound):
            resend_message(message_id=new_id(), actor=SYSTEM, at=AT)
