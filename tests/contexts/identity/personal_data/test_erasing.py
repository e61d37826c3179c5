"""Erasing: two weeks to think, a mail that takes it back, and what stands in the way."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.errors import MailLinkInvalid
from contexts.identity.parts.accounts.contracts import MailLinkKind
from contexts.identity.parts.profiles import api as profiles
from contexts.identity.use_cases.cancel_erasure import cancel_erasure
from contexts.identity.use_cases.erase_due_users import erase_due_users
from contexts.identity.use_cases.erase_user import erase_user
from contexts.identity.use_cases.finish_erasures import finish_erasures
from riz import clock, link_tokens, personal_data
from riz.actor import ANONYMOUS
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.support.sign_in import access_token_of

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=14, minutes=1)


@pytest.fixture
def user():
    return UserFactory(phone="+91 381 222 5555")


@pytest.fixture
def ask(api, user):
    token = access_token_of(user.id)

    def send(method="delete", path="/auth/me"):
        return getattr(api, method)(path, headers={"Authorization": f"Bearer {token}"})

    return send


def mailed_token():
    link = models.MailLink.objects.get(kind=MailLinkKind.CANCEL_ERASURE)
    return link_tokens.make(purpose=link.kind, row_id=link.id, nonce=bytes(link.nonce))


def test_it_is_due_in_two_weeks_and_no_sooner(ask, user):
    asked = ask()

    assert asked.status_code == 202
    assert erase_due_users(at=clock.now() + dt.timedelta(days=13)) == 0
    assert erase_due_users(at=clock.now() + LATER) == 1
    user.refresh_from_db()
    assert (user.full_name, user.phone, user.is_active) == ("", "", False)


def test_asking_twice_is_one_erasure_and_one_mail(ask):
    first, second = ask(), ask()

    assert first.json()["due_at"] == second.json()["due_at"]
    assert models.MailLink.objects.filter(kind=MailLinkKind.CANCEL_ERASURE).count() == 1


def test_the_link_of_the_mail_takes_it_back_once(api, ask, user):
    ask()
    token = mailed_token()

    first = api.post("/auth/erasure/cancel", {"token": token})
    again = api.post("/auth/erasure/cancel", {"token": token})

    assert (first.status_code, again.status_code) == (204, 422)
    assert models.Erasure.objects.get().state == "CANCELLED"
    assert erase_due_users(at=clock.now() + LATER) == 0


def test_a_forged_link_takes_nothing_back(ask, at):
    ask()

    with pytest.raises(MailLinkInvalid):
        cancel_erasure(actor=ANONYMOUS, token="A" * 64, at=at)
    assert models.Erasure.objects.get().state == "DUE"


def test_the_only_owner_transfers_first(ask, user):
    organisation = OrganisationFactory(name="Neermahal Boats")
    for role in (Role.SELLER_OWNER,):
        models.RoleGrant.objects.create(user=user, role=role, organisation=organisation)

    answer = ask()

    assert answer.status_code == 409
    assert "Neermahal Boats" in answer.json()["hindrances"][0]
    models.RoleGrant.objects.create(
        user=UserFactory(), role=Role.SELLER_OWNER, organisation=organisation
    )
    assert ask().status_code == 202


def test_what_is_left_is_an_id_that_nobody_signs_in_with(user, at):
    erase_user(user_id=user.id, at=at)

    left = models.User.objects.get(id=user.id)
    assert left.email.endswith("@erased.invalid")
    assert not left.has_usable_password()
    assert left.erased_at == at
    assert profiles.find_profiles(user_ids=[user.id]) == {}
    assert not models.Session.objects.filter(user_id=user.id).exists()


def test_twice_is_as_once_and_told_once(user, at):
    access_token_of(user.id)
    assert erase_user(user_id=user.id, at=at) != erase_user(user_id=user.id, at=at)
    assert OutboxEvent.objects.filter(name="identity.user.erased.v1").count() == 1


def test_what_breaks_halfway_leaves_everything_as_it_was(user, at, monkeypatch):
    def die(**_):
        raise MemoryError

    monkeypatch.setattr(personal_data, "forget", die)
    with pytest.raises(MemoryError):
        erase_user(user_id=user.id, at=at)

    user.refresh_from_db()
    assert user.erased_at is None
    assert not models.Erasure.objects.exists()


def test_who_it_was_is_known_until_every_context_has_answered(user, at):
    email = user.email
    erase_user(user_id=user.id, at=at)
    person = personal_data.erased_person(user_id=user.id)
    deliveries = OutboxEvent.objects.get(name="identity.user.erased.v1").deliveries

    assert person is not None
    assert (person.email, email in repr(person)) == (email, False)
    assert email not in models.Erasure.objects.get().person_sealed
    assert finish_erasures() == 0
    deliveries.update(state="DEAD")
    assert finish_erasures() == 0
    deliveries.update(state="DONE")
    assert finish_erasures() == 1
    assert personal_data.erased_person(user_id=user.id) is None


def test_the_log_keeps_what_happened_and_not_from_where(user, at):
    access_token_of(user.id)
    models.SecurityEvent.objects.update(ip="192.0.2.7", metadata={"email": user.email})
    erase_user(user_id=user.id, at=at)

    entries = models.SecurityEvent.objects.filter(user_id=user.id)
    assert set(entries.values_list("action", flat=True)) >= {"signed_in", "erased"}
    assert not entries.exclude(ip=None).exists()
    assert not entries.exclude(metadata={}).filter(metadata__has_key="email").exists()


class TestCommands:
    def run(self, name, **options):
        out = io.StringIO()
        call_command(name, stdout=out, **options)
        return out.getvalue()

    def test_a_dry_run_says_what_would_go(self, user):
        access_token_of(user.id)

        said = self.run("erase_user", email=user.email, dry_run=True)

        assert "identity.Session: 1" in said
        assert "Nothing was erased." in said
        user.refresh_from_db()
        assert user.erased_at is None

    def test_erases_at_once(self, user):
        assert f"{user.id} is erased." in self.run("erase_user", email=user.email.upper())

    def test_says_what_is_in_the_way(self, user):
        OrganisationFactory(name="Boats", contact_email=user.email)

        with pytest.raises(CommandError, match="Boats"):
            self.run("erase_user", email=user.email)

    def test_nobody_is_erased_by_a_wrong_address(self):
        with pytest.raises(CommandError):
            self.run("erase_user", email="nobody@riz.example")

    def test_writes_what_is_known(self, user):
        assert user.phone in self.run("export_user", email=user.email)
