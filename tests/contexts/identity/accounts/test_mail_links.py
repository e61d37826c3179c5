"""Links in mails: good once, in time, and known to nobody but their reader."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.identity import api as identity
from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from contexts.identity.errors import MailLinkInvalid, MailLinkNotToSend
from contexts.identity.parts.accounts import api as accounts
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.racing import race

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def opened(user, *, kind=MailLinkKind.RESET_PASSWORD, at=AT, **changes):
    facts = {"recipient": user.email, "user_id": user.id, "lifetime": HOUR}
    return accounts.open_mail_link(**{**facts, **changes}, kind=kind, at=at)


def token_of(link_id, at=AT):
    return identity.read_mail_link(link_id=link_id, at=at).url.partition("#")[2]


@pytest.mark.django_db
class TestMailLinks:
    @pytest.mark.requirement("ASVS 5.0 6.4.1")
    def test_are_good_once(self):
        user = UserFactory()
        link_id = opened(user, session_id=(session := uuid4()))
        token = token_of(link_id)

        link = accounts.use_mail_link(token=token, kind=MailLinkKind.RESET_PASSWORD, at=AT)

        assert (link.id, link.user_id, link.recipient) == (link_id, user.id, user.email)
        assert (link.subject_id, link.session_id) == (user.id, session)
        with pytest.raises(MailLinkInvalid):
            accounts.use_mail_link(token=token, kind=MailLinkKind.RESET_PASSWORD, at=AT)

    @pytest.mark.requirement("ASVS 5.0 6.4.1")
    def test_end_in_time(self):
        token = token_of(opened(UserFactory()))

        with pytest.raises(MailLinkInvalid):
            accounts.use_mail_link(token=token, kind=MailLinkKind.RESET_PASSWORD, at=AT + HOUR)

        last = AT + HOUR - dt.timedelta(microseconds=1)
        assert accounts.use_mail_link(token=token, kind=MailLinkKind.RESET_PASSWORD, at=last)

    def test_are_good_for_one_purpose(self):
        token = token_of(opened(UserFactory()))

        with pytest.raises(MailLinkInvalid):
            accounts.use_mail_link(token=token, kind=MailLinkKind.VERIFY_EMAIL, at=AT)

    def test_give_way_to_a_later_one_about_the_same(self):
        user, other = UserFactory(), UserFactory()
        first, of_other = token_of(opened(user)), token_of(opened(other))
        of_other_kind = token_of(opened(user, kind=MailLinkKind.VERIFY_EMAIL))

        second = token_of(opened(user))

        with pytest.raises(MailLinkInvalid):
            accounts.use_mail_link(token=first, kind=MailLinkKind.RESET_PASSWORD, at=AT)
        for token in (second, of_other):
            assert accounts.use_mail_link(token=token, kind=MailLinkKind.RESET_PASSWORD, at=AT)
        assert accounts.use_mail_link(token=of_other_kind, kind=MailLinkKind.VERIFY_EMAIL, at=AT)

    @pytest.mark.parametrize("text", ["", "x", "A" * 64, "é" * 64, "=" * 64, "\x00" * 64])
    def test_are_not_what_somebody_makes_up(self, text):
        opened(UserFactory())

        with pytest.raises(MailLinkInvalid):
            accounts.use_mail_link(token=text, kind=MailLinkKind.RESET_PASSWORD, at=AT)

    def test_with_one_character_changed_are_refused(self):
        token = token_of(opened(UserFactory()))

        for place in range(len(token)):
            forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
            with pytest.raises(MailLinkInvalid):
                accounts.use_mail_link(token=forged, kind=MailLinkKind.RESET_PASSWORD, at=AT)

    def test_tell_of_themselves_without_their_secret(self):
        user = UserFactory()
        link_id = opened(user)

        event = OutboxEvent.objects.get(name="identity.mail_link.opened.v1")

        assert set(event.payload) == {"link_id", "kind", "occurred_at"}
        assert event.payload["link_id"] == str(link_id)

    def test_are_in_no_table(self):
        token = token_of(opened(UserFactory()))

        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(l)::text FROM identity_maillink l")
            (text,) = cursor.fetchone()

        assert token not in text

    @pytest.mark.requirement("ASVS 5.0 14.2.1")
    def test_stand_behind_the_mark_that_no_server_is_told(self, settings):
        settings.RIZ_LINK_PAGES_URL = "https://riz.example/app/links"

        mail = identity.read_mail_link(link_id=opened(UserFactory()), at=AT)

        page, _, token = mail.url.partition("#")
        assert page == "https://riz.example/app/links/reset-password"
        assert len(token) == 64

    def test_are_the_same_in_every_sending(self):
        link_id = opened(UserFactory())

        assert token_of(link_id) == token_of(link_id)


@pytest.mark.django_db
class TestWhatIsNotSent:
    def reason(self, link_id, at=AT):
        with pytest.raises(MailLinkNotToSend) as refusal:
            identity.read_mail_link(link_id=link_id, at=at)
        return refusal.value.details["reason"]

    def test_to_nobody(self):
        assert self.reason(uuid4()) == "nobody"
        link_id = accounts.open_mail_link(
            kind=MailLinkKind.RESET_PASSWORD,
            recipient="nobody@riz.example",
            user_id=None,
            lifetime=HOUR,
            at=AT,
        )
        assert self.reason(link_id) == "nobody"

    def test_to_somebody_who_is_disabled(self):
        assert self.reason(opened(UserFactory(is_active=False))) == "disabled"

    def test_what_was_followed(self):
        link_id = opened(UserFactory())
        accounts.use_mail_link(token=token_of(link_id), kind=MailLinkKind.RESET_PASSWORD, at=AT)

        assert self.reason(link_id) == "used"

    def test_what_a_later_one_replaced(self):
        user = UserFactory()
        link_id = opened(user)
        opened(user)

        assert self.reason(link_id) == "superseded"

    def test_what_is_over(self):
        assert self.reason(opened(UserFactory()), AT + HOUR) == "expired"

    def test_the_link_to_an_address_that_is_somebody_else_s(self):
        asking, owner = UserFactory(), UserFactory(full_name="Bikash Saha")
        link_id = opened(asking, kind=MailLinkKind.CHANGE_EMAIL, recipient=owner.email)

        mail = identity.read_mail_link(link_id=link_id, at=AT)

        assert mail.kind is MailLinkKind.ADDRESS_TAKEN
        assert (mail.url, mail.full_name) == ("", "Bikash Saha")


@pytest.mark.django_db
class TestTable:
    @pytest.mark.parametrize(
        "changes",
        [{"expires_at": AT}, {"kind": "ANYTHING"},
         {"used_at": AT, "superseded_at": AT}, {"used_at": AT + HOUR}],
        ids=" ".join,
    )  # fmt: skip
    def test_takes_nothing_that_makes_no_sense(self, changes):
        facts = {
            "kind": MailLinkKind.VERIFY_EMAIL,
            "subject_id": uuid4(),
            "recipient": "anita@riz.example",
            "nonce": b"0" * 16,
            "created_at": AT,
            "expires_at": AT + HOUR,
        }
        models.MailLink.objects.create(**facts)

        with pytest.raises(IntegrityError), transaction.atomic():
            models.MailLink.objects.create(**facts | {"subject_id": uuid4()} | changes)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_link_is_followed_by_one(self):
        token = token_of(opened(UserFactory()))

        results = race(
            4,
            lambda: accounts.use_mail_link(token=token, kind=MailLinkKind.RESET_PASSWORD, at=AT),
        )

        assert sum(isinstance(result, MailLinkInvalid) for result in results) == 3

    def test_of_links_that_are_opened_one_is_open(self):
        user = UserFactory()

        race(4, lambda: opened(user))

        assert models.MailLink.objects.count() == 4
        assert models.MailLink.objects.open().count() == 1
