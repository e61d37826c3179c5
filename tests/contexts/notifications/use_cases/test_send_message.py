from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from contexts.notifications.contracts import MessageState
from contexts.notifications.gateways.django_mail import DjangoMailer
from contexts.notifications.gateways.protocol import InsideTransaction
from contexts.notifications.models import Message
from contexts.notifications.use_cases.send_message import send_message
from tests.contexts.notifications.factories import AT, MessageFactory
from tests.support.waiting import PATIENCE_SECONDS

LEASE = Message.work.lease
MOST_ATTEMPTS = Message.work.backoff.most_attempts
pytestmark = pytest.mark.django_db(transaction=True)


class PowerCut(BaseException):
    """The process ends here."""


class DiesAfterAcceptance(DjangoMailer):
    """The server took the mail, and nobody lives to write that down."""

    def send(self, mail):
        super().send(mail)
        raise PowerCut


def due(at):
    return list(Message.objects.due(at))


class TestSendMessage:
    def test_hands_the_mail_over(self, mail_server):
        message = MessageFactory(subject="Ångström: আশা")

        send_message(message_id=message.id, at=AT)

        message.refresh_from_db()
        mail = mail_server.accepted[0]
        assert (message.state, message.sent_at, message.attempts) == (MessageState.SENT, AT, 1)
        assert mail["Message-ID"] == message.message_id
        assert mail["Subject"] == "Ångström: আশা"
        assert mail["To"] == "asha@riz.example"
        assert mail.get_body(("plain",)).get_content().strip() == "Dear Asha"
        assert mail.get_body(("html",)).get_content().strip() == "<p>Dear Asha</p>"
        assert due(AT + timedelta(days=1)) == []

    def test_sends_nothing_twice(self, mail_server):
        message = MessageFactory()

        for _ in range(3):
            send_message(message_id=message.id, at=AT + timedelta(days=1))

        assert len(mail_server.accepted) == 1

    def test_of_many_workers_one_sends(self, mail_server):
        message = MessageFactory()
        barrier = Barrier(8)

        def work(_):
            barrier.wait(timeout=PATIENCE_SECONDS)
            send_message(message_id=message.id, at=AT)
            connection.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))

        assert len(mail_server.accepted) == 1

    def test_a_death_after_acceptance_repeats_the_same_message_id(self, mail_server, settings):
        message = MessageFactory()
        dying = f"{DiesAfterAcceptance.__module__}.{DiesAfterAcceptance.__qualname__}"
        living, settings.NOTIFICATIONS_MAILER = settings.NOTIFICATIONS_MAILER, dying
        with pytest.raises(PowerCut):
            send_message(message_id=message.id, at=AT)
        settings.NOTIFICATIONS_MAILER = living

        assert due(AT + LEASE - timedelta(seconds=1)) == []
        assert due(AT + LEASE) == [message]
        send_message(message_id=message.id, at=AT + LEASE)

        message.refresh_from_db()
        sent = [mail["Message-ID"] for mail in mail_server.accepted]
        assert sent == [message.message_id] * 2
        assert (message.state, message.attempts) == (MessageState.SENT, 2)

    @pytest.mark.parametrize("where", ["refusal", "recipient_refusal"])
    def test_a_passing_refusal_is_tried_again(self, mail_server, where):
        message = MessageFactory()
        setattr(mail_server, where, "451 Come back later")

        send_message(message_id=message.id, at=AT)

        message.refresh_from_db()
        assert (message.state, message.last_error) == (MessageState.QUEUED, "451 Come back later")
        setattr(mail_server, where, "")
        send_message(message_id=message.id, at=message.next_attempt_at)
        assert len(mail_server.accepted) == 1

    @pytest.mark.parametrize("where", ["refusal", "recipient_refusal"])
    def test_a_final_refusal_is_not_tried_again(self, mail_server, where):
        message = MessageFactory()
        setattr(mail_server, where, "550 No such mailbox")

        send_message(message_id=message.id, at=AT)

        message.refresh_from_db()
        assert (message.state, message.last_error) == (MessageState.DEAD, "550 No such mailbox")
        assert due(AT + timedelta(days=1)) == []

    def test_is_given_up_in_the_end_at_a_dead_server(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        message = MessageFactory()

        for _ in range(MOST_ATTEMPTS):
            message.refresh_from_db()
            assert message.state == MessageState.QUEUED
            send_message(message_id=message.id, at=message.next_attempt_at)

        message.refresh_from_db()
        assert (message.state, message.attempts) == (MessageState.DEAD, MOST_ATTEMPTS)
        assert "Refused" in message.last_error

    @pytest.mark.parametrize("recipient", ["", "no address", "a@b\nBcc: c@d"])
    def test_what_is_no_address_is_given_up(self, mail_server, recipient):
        message = MessageFactory(recipient=recipient)

        send_message(message_id=message.id, at=AT)

        message.refresh_from_db()
        assert message.state == MessageState.DEAD
        assert mail_server.accepted == []

    def test_is_never_sent_inside_a_transaction(self):
        with transaction.atomic(), pytest.raises(InsideTransaction):
            send_message(message_id=MessageFactory().id, at=AT)
