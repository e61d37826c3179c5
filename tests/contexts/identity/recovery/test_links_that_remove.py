"""A mail tells of a new way into the account; its link removes that one, ends every session and leads to a new password."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode

import httpx
import pytest
from django.core import mail as outbox

from config.celery import app as celery
from contexts.identity import models
from contexts.identity.contracts import MailLinkKind, Role
from contexts.identity.errors import MailLinkInvalid
from contexts.identity.parts.federation.contracts import ExternalIdentity
from contexts.identity.parts.federation.use_cases.link_login import link_login
from contexts.identity.use_cases.remove_access import remove_access
from contexts.notifications.models import Message
from riz import clock
from riz.actor import SYSTEM
from riz.outbox import relay
from riz.work.tasks import sweep
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.links import link_of, token_in_mail
from tests.contexts.identity.partners.factories import PartnerFactory, showing
from tests.contexts.identity.second_factors.people import (
    log_in,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def _eager():
    before = celery.conf.task_always_eager
    celery.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    celery.conf.update(task_always_eager=before)


def settle():
    relay.drain(strict=True)
    sweep()


def mailed(subject):
    """The text of the last mail with this subject."""
    settle()
    return [each for each in outbox.outbox if each.subject == subject][-1].body


def link_in(text):
    return re.search(r"\S+/links/remove-access#(\S+)", text)


class Page:
    """The page of the link on a real server, as its reader's browser has it."""

    def __init__(self, live_url, text):
        found = link_in(text)
        self.token = found[1]
        self.url = live_url + "/links/remove-access"

    def look(self):
        return httpx.get(self.url, timeout=60)

    def press(self):
        form = urlencode({"token": self.token})
        return httpx.post(self.url, content=form, headers=FORM, timeout=60)


def add_passkey():
    who = with_passkey()
    return who, "How you sign in has changed", lambda: not models.Passkey.objects.exists()


def add_app():
    who = with_totp()
    return who, "How you sign in has changed", lambda: not models.TotpDevice.objects.exists()


def link_a_login():
    who = person()
    external_identity = ExternalIdentity(
        provider="google",
        subject="mallory",
        email="m@riz.example",
        email_is_verified=True,
        full_name="M",
        locale="en",
        user_id=None,
    )
    link_login(
        external_identity=external_identity, user_id=who.user.id, actor=SYSTEM, at=clock.now()
    )
    gone = lambda: not models.LinkedLogin.objects.exists()  # noqa: E731
    return who, "Another way to sign in was added", gone


def allow_an_application():
    who = person()
    got = walking.tokens_for(walking.register(scopes=walking.SCOPES), who.user)
    program = ApiClient()
    program.headers["Authorization"] = f"Bearer {got['access_token']}"
    assert program.get("/bookings").status_code == 200

    def gone():
        return not models.Consent.objects.exists() and program.get("/bookings").status_code == 401

    return who, "An application may act for you", gone


def issue_a_key():
    partner, who = PartnerFactory(), person()
    RoleGrantFactory(user=who.user, role=Role.PARTNER_ADMIN, organisation=partner.organisation)
    issued = who.api.post(
        f"/partners/{partner.id}/credentials", {"label": "x", "scopes": ["bookings:read"]}
    )
    key = showing(issued.json()["key"])
    assert key.get("/bookings").status_code == 200
    return who, "A key was issued by your account", lambda: key.get("/bookings").status_code == 401


def renew_recovery_codes():
    who = with_totp()
    settle()
    outbox.outbox.clear()
    assert who.api.post("/auth/2fa/recovery-codes").status_code == 200

    def gone():
        return not models.RecoveryCode.objects.exists() and models.TotpDevice.objects.exists()

    return who, "How you sign in has changed", gone


def sign_in_from_elsewhere():
    who = person()
    api = ApiClient()
    models.Session.objects.update(ip="203.0.113.9")
    api.client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    who.api.headers["Authorization"] = f"Bearer {log_in(who, api).json()['access_token']}"
    return who, "A new sign-in to your account", lambda: True


WAYS_IN = (
    add_passkey,
    add_app,
    link_a_login,
    allow_an_application,
    issue_a_key,
    renew_recovery_codes,
    sign_in_from_elsewhere,
)


@pytest.mark.parametrize("add", WAYS_IN, ids=lambda add: add.__name__)
def test_the_link_in_the_mail_removes_it_and_leads_to_a_new_password(live_url, add):
    who, subject, is_gone = add()
    page = Page(live_url, mailed(subject))
    before = models.User.objects.values().get(id=who.user.id)

    assert page.look().status_code == 200
    assert models.User.objects.values().get(id=who.user.id) == before
    assert not models.MailLink.objects.exclude(used_at=None).exists()
    done = page.press()

    assert (done.status_code, "It is removed" in done.text) == (200, True)
    assert is_gone()
    assert who.api.get("/auth/me").status_code == 401
    assert log_in(who).status_code == 401
    assert "/links/reset-password#" in mailed("Choose a new password")
    token = token_in_mail(MailLinkKind.RESET_PASSWORD, who.user.email)
    body = {"token": token, "new_password": "four boats under the bridge"}
    assert ApiClient().post("/auth/password/reset", body).status_code == 204
    assert page.press().status_code == 422


def test_an_application_s_own_page_removes_it_too():
    _, subject, is_gone = add_passkey()
    token = link_in(mailed(subject))[1]

    answers = [ApiClient().post("/auth/access/remove", {"token": token}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 422]
    assert is_gone()
    assert answers[1].json()["code"] == "identity.mail_link_invalid"


def test_no_secret_of_a_link_is_in_a_row_of_messages():
    with_passkey()

    text = mailed("How you sign in has changed")

    row = Message.objects.values().get()
    assert link_in(text)[1] not in str(row)
    assert "/links/remove-access" in row["text"]


class TestOthers:
    def test_factors_stay_and_are_asked_for(self, live_url):
        anita = with_passkey(with_totp())
        page = Page(live_url, mailed("How you sign in has changed"))

        assert page.press().status_code == 200

        assert not models.Passkey.objects.exists()
        assert models.TotpDevice.objects.exists()
        assert models.RecoveryCode.objects.exists()
        token = token_in_mail(MailLinkKind.RESET_PASSWORD, anita.user.email)
        body = {"token": token, "new_password": PASSWORD}
        assert ApiClient().post("/auth/password/reset", body).status_code == 204
        assert log_in(anita).json()["code"] == "identity.second_factor_required"

    def test_links_of_other_mails_stay_good(self, live_url):
        with_passkey(with_totp())
        settle()
        pages = [Page(live_url, each.body) for each in outbox.outbox if link_in(each.body)]

        assert [page.press().status_code for page in pages] == [200, 200]

        assert not models.Passkey.objects.exists()
        assert not models.TotpDevice.objects.exists()
        assert not models.RecoveryCode.objects.exists()

    def test_of_somebody_else_stay(self, live_url):
        other = with_passkey()
        anita = with_passkey()
        settle()
        page = Page(live_url, next(m.body for m in outbox.outbox if m.to == [anita.user.email]))

        page.press()

        assert models.Passkey.objects.get().user == other.user


class TestTheLink:
    def test_is_good_for_a_week(self):
        with_passkey()
        settle()
        token = token_in_mail(MailLinkKind.REMOVE_ACCESS)
        until = link_of(MailLinkKind.REMOVE_ACCESS).created_at + dt.timedelta(days=7)

        with pytest.raises(MailLinkInvalid):
            remove_access(token=token, ip=None, at=until)

        remove_access(token=token, ip=None, at=until - dt.timedelta(minutes=1))
        assert not models.Passkey.objects.exists()

    def test_is_nothing_to_whoever_reads_the_mailbox_that_was_left(self):
        anita = with_passkey()
        settle()
        token = token_in_mail(MailLinkKind.REMOVE_ACCESS)
        anita.api.post("/auth/email/change", {"new_email": "elsewhere@riz.example"})
        change = {"token": token_in_mail(MailLinkKind.CHANGE_EMAIL)}
        assert anita.api.post("/auth/email/change/confirm", change).status_code == 204

        with pytest.raises(MailLinkInvalid):
            remove_access(token=token, ip=None, at=clock.now())

        assert models.Passkey.objects.exists()
        assert anita.api.get("/auth/me").status_code == 200

    def test_outlives_a_password_that_the_intruder_changes(self, live_url):
        anita = with_passkey()
        page = Page(live_url, mailed("How you sign in has changed"))
        body = {"current_password": PASSWORD, "new_password": "an intruder chose this"}
        assert anita.api.post("/auth/password/change", body).status_code == 204

        assert page.press().status_code == 200
        assert not models.Passkey.objects.exists()


class TestAnotherPassword:
    def test_says_what_it_does_not_close(self):
        anita = with_passkey()
        settle()
        ApiClient().post("/auth/password/forgot", {"email": anita.user.email})
        body = {
            "token": token_in_mail(MailLinkKind.RESET_PASSWORD),
            "new_password": "four boats under the bridge",
        }
        assert ApiClient().post("/auth/password/reset", body).status_code == 204

        text = mailed("Your password was changed")

        assert 'the passkey "Phone"' in text
        assert "remove it where you are signed in" in text

    def test_says_nothing_where_it_closes_all(self):
        anita = person()
        ApiClient().post("/auth/password/forgot", {"email": anita.user.email})
        body = {
            "token": token_in_mail(MailLinkKind.RESET_PASSWORD),
            "new_password": "four boats under the bridge",
        }
        assert ApiClient().post("/auth/password/reset", body).status_code == 204

        assert "let somebody" not in mailed("Your password was changed")


class TestASignInFromSomewhereNew:
    def test_says_what_a_new_password_does_not_close(self):
        who = with_passkey()
        models.Session.objects.update(ip="203.0.113.9")
        api = ApiClient()
        api.client.defaults["REMOTE_ADDR"] = "198.51.100.7"
        options = api.post("/auth/passkeys/sign-in-options").json()["public_key"]
        body = {"credential": who.device.get(options)}
        assert api.post("/auth/passkeys/sign-in", body).status_code == 200

        assert 'the passkey "Phone"' in mailed("A new sign-in to your account")
