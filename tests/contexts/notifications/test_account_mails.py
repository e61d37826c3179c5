"""Mails about accounts: written when they go, their secret kept nowhere, and nothing in them that a stranger chose."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection, transaction

from config.celery import app
from contexts.identity import models as identity_models
from contexts.identity.contracts import MailLinkKind, OrganisationKind
from contexts.identity.events import (
    ApplicationAllowed,
    LoginLinked,
    PasswordChanged,
    SecondFactorChanged,
    SessionReuseDetected,
    SessionStartedElsewhere,
)
from contexts.identity.parts.accounts.contracts import SecondFactorChange
from contexts.identity.parts.accounts.use_cases.open_mail_link import open_mail_link
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.organisations.contracts import OrganisationFacts
from contexts.identity.parts.organisations.use_cases.invite_member import invite_member
from contexts.identity.parts.organisations.use_cases.make_organisation import make_organisation
from contexts.notifications import models
from contexts.notifications.contracts import OF_LINKS, Kind, MessageState
from contexts.notifications.use_cases.send_message import send_message
from contexts.notifications.use_cases.write_notice import write_notice
from riz import clock
from riz.ids import new_id
from riz.outbox import relay
from riz.outbox.models import Delivery
from riz.outbox.publishing import publish
from riz.work.tasks import sweep

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "three rivers and a lake"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _eager() -> Iterator[None]:
    before = app.conf.task_always_eager
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=before)


@pytest.fixture
def anita() -> Any:
    user_id = register_user(
        email="anita@riz.example",
        password=PASSWORD,
        full_name="Anita <b>Debbarma</b>",
        time_zone="Asia/Kolkata",
        is_verified=True,
        at=clock.now(),
    )
    return identity_models.User.objects.get(id=user_id)


def opened(user: Any, kind: MailLinkKind, **changes: Any) -> Any:
    facts = {"recipient": user.email, "user_id": user.id, "lifetime": HOUR, "at": clock.now()}
    return open_mail_link(kind=kind, **{**facts, **changes})


def settle() -> list[Any]:
    relay.drain(strict=True)
    sweep()
    return list(outbox.outbox)


class TestInvitations:
    """What the mail of an invitation says, asked for and sent the whole way."""

    @pytest.fixture
    def invited(self, anita):
        def invite(name, roles, renamed=None):
            made = make_organisation(
                kind=OrganisationKind.OPERATOR,
                facts=OrganisationFacts(name=name),
                actor=anita.to_actor(),
                at=clock.now(),
            )
            owner = identity_models.User.objects.get(id=anita.id).to_actor()
            invite_member(
                organisation_id=made.id,
                email="friend@riz.example",
                roles=roles,
                actor=owner,
                at=clock.now(),
            )
            row = identity_models.Organisation.objects.filter(id=made.id)
            row.update(name=renamed or name)
            (sent,) = settle()
            return sent

        return invite

    def test_names_the_roles(self, invited):
        sent = invited("Rudrasagar Boats", ["OPERATOR_STAFF", "ASSET_MANAGER"])

        words = "to join Rudrasagar Boats on RIZ as ASSET_MANAGER, OPERATOR_STAFF."
        assert sent.subject == "You are invited to join Rudrasagar Boats"
        assert words in sent.body
        assert words in sent.alternatives[0].content

    def test_names_none_where_there_are_none(self, invited):
        sent = invited("Rudrasagar Boats", [])

        assert "to join Rudrasagar Boats on RIZ." in sent.body
        assert " as " not in sent.body.partition("/links/")[0]

    def test_bears_no_name_that_is_another_one_s(self, anita, invited):
        identity_models.Organisation.objects.create(slug="real", name="Tripura Tourism")
        identity_models.User.objects.update(full_name="TRIPURA TOURISM")

        sent = invited("Rudrasagar Boats", [], renamed="Tripura  tourism")

        assert sent.subject == "You are invited to join an organisation"
        assert "You are invited to join an organisation on RIZ." in sent.body
        assert "tripura" not in (sent.subject + sent.body + sent.alternatives[0].content).lower()


class TestLinks:
    @pytest.mark.parametrize(
        "kind", sorted(set(MailLinkKind) - {MailLinkKind.INVITATION, MailLinkKind.REMOVE_ACCESS})
    )
    def test_of_every_kind_are_sent(self, anita, kind):
        recipient = "new@riz.example" if kind is MailLinkKind.CHANGE_EMAIL else anita.email
        opened(anita, kind, recipient=recipient)

        (sent,) = settle()

        html = sent.alternatives[0].content
        leads = kind not in {MailLinkKind.ADDRESS_TAKEN, MailLinkKind.ACCOUNT_ERASED}
        assert sent.to == [recipient]
        assert sent.subject
        assert "\n" not in sent.subject
        assert ("/links/" in sent.body, "/links/" in html) == (leads, leads)
        assert "<b>" not in html

    @pytest.mark.requirement("ASVS 5.0 14.2.4")
    def test_are_in_no_row_of_messages(self, anita):
        opened(anita, MailLinkKind.RESET_PASSWORD)

        (sent,) = settle()

        token = sent.body.partition("#")[2].split()[0]
        row = models.Message.objects.values().get()
        assert len(token) == 64
        assert token not in str(row)
        assert (row["subject"], row["text"], row["html"]) == ("", "", "")
        assert row["state"] == MessageState.SENT

    def test_that_are_over_are_dropped_and_said_to_be(self, anita):
        opened(anita, MailLinkKind.RESET_PASSWORD)
        relay.drain(strict=True)
        row = models.Message.objects.get()
        models.Message.objects.update(state=MessageState.QUEUED, next_attempt_at=clock.now())
        before = len(outbox.outbox)

        send_message(message_id=row.id, at=clock.now() + HOUR)

        row.refresh_from_db()
        assert (row.state, row.last_error) == (MessageState.DROPPED, "not sent: expired")
        assert len(outbox.outbox) == before

    def test_that_a_later_one_replaced_are_dropped(self, anita):
        opened(anita, MailLinkKind.RESET_PASSWORD)
        opened(anita, MailLinkKind.RESET_PASSWORD)

        (sent,) = settle()

        states = models.Message.objects.order_by("id").values_list("state", flat=True)
        assert list(states) == [MessageState.DROPPED, MessageState.SENT]
        assert "#" in sent.body

    def test_to_nobody_leave_no_trace(self):
        open_mail_link(
            kind=MailLinkKind.RESET_PASSWORD,
            recipient="nobody@riz.example",
            user_id=None,
            lifetime=HOUR,
            at=clock.now(),
        )

        assert settle() == []
        assert not models.Message.objects.exists()

    def test_tell_the_owner_of_a_wanted_address_and_not_who_wanted_it(self, anita):
        asking_id = register_user(
            email="asking@riz.example",
            password=PASSWORD,
            full_name="Somebody Else",
            is_verified=True,
            at=clock.now(),
        )
        asking = identity_models.User.objects.get(id=asking_id)
        opened(asking, MailLinkKind.CHANGE_EMAIL, recipient="anita@riz.example")

        (sent,) = settle()

        everything = sent.body + sent.alternatives[0].content
        assert "#" not in sent.body
        assert "/links/" not in everything
        assert "Somebody Else" not in everything
        assert "asking@riz.example" not in everything

    def test_say_until_when_in_the_reader_s_time_zone(self, anita):
        opened(anita, MailLinkKind.RESET_PASSWORD)

        (sent,) = settle()

        assert "GMT+05:30" in sent.body


class TestNames:
    """Registering makes us write to an address; nobody gets us to carry their own words to a stranger."""

    HOSTILE = "Win at https://evil.example/x Bcc: all@riz.example"

    def test_are_not_in_mails_to_addresses_that_nobody_confirmed(self):
        register_user(
            email="victim@riz.example", password=PASSWORD, full_name=self.HOSTILE, at=clock.now()
        )

        (sent,) = settle()

        assert "evil" not in sent.body + sent.alternatives[0].content + sent.subject
        assert sent.body.startswith("Hello,")

    def test_make_no_link_and_no_header(self, anita):
        anita.full_name = self.HOSTILE
        anita.save()
        opened(anita, MailLinkKind.RESET_PASSWORD)

        (sent,) = settle()

        assert "https://evil" not in sent.body
        assert "evil.example" not in sent.body
        assert sent.message()["Bcc"] is None


class TestNotices:
    def tell(self, *events: Any) -> list[Any]:
        with transaction.atomic():
            publish(*events)
        return settle()

    @pytest.mark.requirement("ASVS 5.0 6.3.7")
    def test_of_a_changed_password(self, anita):
        (sent,) = self.tell(PasswordChanged(user_id=anita.id, occurred_at=clock.now()))

        assert sent.subject == "Your password was changed"

    @pytest.mark.requirement("ASVS 5.0 6.3.7")
    @pytest.mark.parametrize("what", ["totp_on", "totp_off", "passkey_added", "reset_by_staff"])
    def test_of_another_second_factor(self, anita, what):
        event = SecondFactorChanged(
            user_id=anita.id, what=SecondFactorChange(what), occurred_at=clock.now()
        )

        (sent,) = self.tell(event)

        assert sent.subject == "How you sign in has changed"
        assert "were changed." not in sent.body

    def test_of_a_login_with_another_provider(self, anita):
        (sent,) = self.tell(
            LoginLinked(user_id=anita.id, provider="google", occurred_at=clock.now())
        )

        assert sent.to == [anita.email]
        assert sent.subject == "Another way to sign in was added"
        assert "a login at google too" in sent.body

    def test_of_an_application_whose_name_makes_no_link(self, anita):
        (sent,) = self.tell(
            ApplicationAllowed(
                user_id=anita.id,
                application_id=new_id(),
                application_name="Win at evil.example",
                occurred_at=clock.now(),
            )
        )

        assert sent.subject == "An application may act for you"
        assert "Win at evil" in sent.body
        assert "evil.example" not in sent.body

    @pytest.mark.requirement("ASVS 5.0 6.3.5")
    @pytest.mark.parametrize("event", [SessionReuseDetected, SessionStartedElsewhere])
    def test_of_sessions_name_device_and_address(self, anita, event):
        session = identity_models.Session.objects.create(
            user=anita,
            ip="203.0.113.9",
            user_agent="Boat <i>Browser</i> 7",
            methods=["password"],
            authenticated_at=clock.now(),
            created_at=clock.now(),
            last_used_at=clock.now(),
            expires_at=clock.now() + HOUR,
        )

        (sent,) = self.tell(event(session_id=session.id, user_id=anita.id, occurred_at=clock.now()))

        assert "203.0.113.9" in sent.body
        assert "Browser" in sent.body
        assert "<i>" not in sent.alternatives[0].content

    def test_that_are_delivered_twice_are_sent_once(self, anita):
        event = PasswordChanged(user_id=anita.id, occurred_at=clock.now())
        self.tell(event)

        Delivery.objects.filter(handler="notifications.tell_of_password_change").update(
            state="PENDING"
        )
        settle()

        assert len(outbox.outbox) == 1

    def test_to_an_account_that_is_gone_are_none(self):
        assert self.tell(PasswordChanged(user_id=new_id(), occurred_at=clock.now())) == []


# What they tell of is no way in, or is one that a new password closes.
OF_BOOKINGS = {kind for kind in Kind if "BOOKING" in kind.value} | {Kind.BALANCE_OVERDUE}
LEADING_NOWHERE = {Kind.PASSWORD_CHANGED, Kind.ACCOUNT_RECOVERED}


class TestNoticesOfWaysIn:
    """Whatever it is that lets somebody in: the mail says how to remove it, and its link does."""

    KINDS = sorted(
        kind for kind in set(Kind) - OF_LINKS - LEADING_NOWHERE if kind not in OF_BOOKINGS
    )

    def written(self, anita, kind, what, removes):
        write_notice(
            kind=kind,
            user_id=anita.id,
            dedupe_key="x",
            what=what,
            removes=removes,
            at=clock.now(),
        )
        return settle()[-1]

    @pytest.mark.parametrize("kind", KINDS)
    def test_lead_to_its_removal(self, anita, kind):
        what = "passkey_added" if kind is Kind.SECOND_FACTOR_CHANGED else "x"
        sent = self.written(anita, kind, what, new_id())

        html = sent.alternatives[0].content
        for text in (sent.body, html):
            assert re.search(r"/links/remove-access#[\w-]{64}", text)
        assert "ends your password; another mail then lets you choose a new one" in sent.body

    @pytest.mark.parametrize("what", sorted(SecondFactorChange))
    def test_of_second_factors_all_lead_there(self, anita, what):
        sent = self.written(anita, Kind.SECOND_FACTOR_CHANGED, what.value, anita.id)

        assert "/links/remove-access#" in sent.body

    def test_whose_link_is_over_go_without_its_secret(self, anita):
        write_notice(
            kind=Kind.LOGIN_LINKED,
            user_id=anita.id,
            dedupe_key="x",
            what="google",
            removes=new_id(),
            at=clock.now() - dt.timedelta(days=8),
        )

        (sent,) = settle()

        assert "a login at google too" in sent.body
        assert "#" not in sent.body


def test_every_kind_of_link_is_a_kind_of_message_or_comes_in_a_notice():
    in_notices = {MailLinkKind.REMOVE_ACCESS.value}
    assert {kind.value for kind in MailLinkKind} - in_notices == {kind.value for kind in OF_LINKS}
    assert set(Kind) > OF_LINKS


NONSENSE = {
    "time_zone": "Asia/Agartala",
    "locale": "no such locale",
    "default_currency": "ZZZ",
    "phone": "abc",
    "full_name": "A\x07\u202eB\nC",
}


class TestWhatStandsBesideTheMatter:
    """No mail fails for a zone, a language, a number or a name that somebody wrote into the table around all checks."""

    @pytest.fixture
    def unchecked(self) -> Iterator[None]:
        """Take the CHECKs of people away, and put them back."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE contype = 'c' AND conrelid = 'identity_user'::regclass"
            )
            checks = cursor.fetchall()
            for name, _ in checks:
                cursor.execute(f'ALTER TABLE identity_user DROP CONSTRAINT "{name}"')
            yield
            cursor.execute("TRUNCATE identity_user CASCADE")
            for name, check in checks:
                cursor.execute(f'ALTER TABLE identity_user ADD CONSTRAINT "{name}" {check}')

    @pytest.mark.parametrize("column", [*NONSENSE, "all of them"])
    def test_keeps_back_no_mail(self, api, anita, unchecked, column):
        written = {name: text for name, text in NONSENSE.items() if column in (name, "all of them")}
        with connection.cursor() as cursor:
            for name, text in written.items():
                cursor.execute(f"UPDATE identity_user SET {name} = %s", [text])

        assert api.post("/auth/password/forgot", {"email": anita.email}).status_code == 202
        (sent,) = settle()

        assert sent.to == [anita.email]
        assert "/links/" in sent.body
        assert sent.subject.isprintable()
        opened(anita, MailLinkKind.CHANGE_EMAIL, recipient="new@riz.example")
        with transaction.atomic():
            publish(PasswordChanged(user_id=anita.id, occurred_at=clock.now()))
        assert len(settle()) == 3

    def test_a_zone_that_is_none_is_told_as_utc(self, anita):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE identity_user SET time_zone = 'Asia/Agartala'")
        opened(anita, MailLinkKind.RESET_PASSWORD)

        (sent,) = settle()

        assert "Coordinated Universal Time" in sent.body
