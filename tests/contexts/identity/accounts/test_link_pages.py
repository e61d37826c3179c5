"""Pages that links in mails lead to."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from contexts.identity.parts.accounts.use_cases.ask_for_password_reset import (
    ask_for_password_reset,
)
from contexts.identity.rest.link_pages import PAGES
from riz import clock
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.links import token_in_mail

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
NEW = "four boats under the bridge"


@pytest.fixture
def reset():
    user = UserFactory()
    ask_for_password_reset(email=user.email, ip=None, at=clock.now())
    return user, token_in_mail(MailLinkKind.RESET_PASSWORD)


def send(client, kind, headers=None, **form):
    return client.post(f"/links/{kind}", urlencode(form), content_type=FORM, headers=headers)


class TestLooking:
    @pytest.mark.requirement("ASVS 5.0 3.5.3")
    @pytest.mark.parametrize("kind", sorted(PAGES))
    def test_changes_nothing(self, client, kind, django_assert_num_queries):
        with django_assert_num_queries(0):
            answers = [client.get(f"/links/{kind}"), client.head(f"/links/{kind}")]

        assert [answer.status_code for answer in answers] == [200, 200]

    @pytest.mark.requirement("ASVS 5.0 3.4.3", "ASVS 5.0 14.3.2")
    @pytest.mark.parametrize("kind", sorted(PAGES))
    def test_is_shut_in(self, client, kind):
        answer = client.get(f"/links/{kind}")

        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store"
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.content.decode()))
        assert f"'nonce-{nonce}'" in policy
        assert nonce not in client.get(f"/links/{kind}").content.decode()

    def test_every_link_has_its_page(self):
        leading = set(MailLinkKind) - {MailLinkKind.ADDRESS_TAKEN, MailLinkKind.ACCOUNT_ERASED}

        assert set(PAGES) == {kind.value.lower().replace("_", "-") for kind in leading}

    def test_others_are_not_there(self, client):
        assert client.get("/links/anything").status_code == 404
        assert client.put("/links/verify-email").status_code == 405


class TestPressingTheButton:
    def test_does_what_the_link_is_for(self, client, reset):
        user, token = reset

        answer = send(client, "reset-password", token=token, new_password=NEW)

        assert answer.status_code == 200
        assert "Your password is set" in answer.content.decode()
        assert token not in answer.content.decode()
        user.refresh_from_db()
        assert user.check_password(NEW)

    def test_with_a_weak_password_can_be_tried_again(self, client, reset):
        user, token = reset

        answer = send(client, "reset-password", token=token, new_password="password123")

        text = answer.content.decode()
        assert answer.status_code == 422
        assert "tried first" in text
        assert token in text
        assert "password123" not in text
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    @pytest.mark.parametrize("kind", sorted(set(PAGES) - {"invitation"}))
    def test_without_a_good_token_is_refused(self, client, kind):
        answer = send(client, kind, token='"><script>alert(1)</script>', new_password=NEW)

        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
        assert "does not work any more" in answer.content.decode()

    @pytest.mark.requirement("ASVS 5.0 3.5.1")
    def test_from_another_site_is_refused(self, client, reset):
        _, token = reset

        answer = send(
            client,
            "reset-password",
            headers={"Origin": "https://evil.example"},
            token=token,
            new_password=NEW,
        )

        assert answer.status_code == 403
        assert not models.MailLink.objects.filter(used_at__isnull=False).exists()

    @pytest.mark.parametrize(
        "body", [b"x" * 5000, b"\xff\xfe=1", b"", b"token=%00&new_password=%00"]
    )
    def test_with_nonsense_is_refused_never_a_fault(self, client, body):
        answer = client.post("/links/reset-password", body, content_type=FORM)

        assert answer.status_code in {400, 422}

    def test_as_json_or_in_parts_is_refused(self, client):
        assert client.post("/links/verify-email", {"token": "x"}).status_code == 400
        as_json = client.post("/links/verify-email", "{}", content_type="application/json")
        assert as_json.status_code == 400

    def test_too_often_waits(self, client, settings):
        settings.RIZ_RATE_LIMITS = {"mail_link": "2/600"}

        statuses = [send(client, "verify-email", token="x").status_code for _ in range(3)]

        assert statuses == [422, 422, 429]

    def test_where_there_is_none_is_refused(self, client):
        assert send(client, "invitation", token="x").status_code == 400
