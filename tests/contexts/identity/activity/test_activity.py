"""The activity log, as the person reads it whom it is about."""

from __future__ import annotations

import datetime as dt
import json
import logging
from uuid import uuid4

import pytest

from contexts.identity import models
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.activity.domain.sentences import doer_of, sentence_of
from contexts.identity.parts.activity.use_cases.record_security_event import record_security_event
from contexts.identity.use_cases.forget_old_rows import forget_old_rows
from riz import logs
from tests.contexts.identity.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class TestReading:
    @pytest.mark.requirement("ASVS 5.0 16.2.1")
    def test_shows_what_happened_from_where(self, api):
        user = UserFactory()
        api.post("/auth/login", {"email": user.email, "password": "not it"})
        pair = api.post("/auth/login", {"email": user.email, "password": PASSWORD}).json()
        mine = {"Authorization": f"Bearer {pair['access_token']}"}

        entries = api.get("/auth/activity", headers=mine).json()["results"]

        seen = [(entry["says"], entry["by"], entry["ip"]) for entry in entries]
        assert seen == [
            ("You signed in.", "you", "127.0.0.1"),
            ("Somebody tried to sign in with a wrong password.", "somebody", "127.0.0.1"),
        ]

    def test_is_one_s_own(self, api, at):
        user, other = UserFactory(), UserFactory()
        record_security_event(action=Action.PASSWORD_SET, user_id=other.id, at=at)

        entries = api.sign_in(user).get("/auth/activity").json()["results"]

        assert Action.PASSWORD_SET not in {entry["action"] for entry in entries}

    def test_goes_by_pages_without_gaps(self, api, at):
        user = UserFactory()
        for _ in range(7):
            record_security_event(action=Action.PROFILE_CHANGED, user_id=user.id, at=at)
        api.sign_in(user)

        first = api.get("/auth/activity", limit=5).json()
        second = api.client.get(first["next"], headers=api.headers).json()

        ids = [entry["id"] for page in (first, second) for entry in page["results"]]
        assert len(ids) == len(set(ids)) == models.SecurityEvent.objects.count()

    def test_takes_the_same_queries_however_long_it_is(self, api, at, django_assert_num_queries):
        user = UserFactory()
        api.sign_in(user)
        for _ in range(30):
            record_security_event(action=Action.PROFILE_CHANGED, user_id=user.id, at=at)

        with django_assert_num_queries(2):
            api.get("/auth/activity", limit=20)

    def test_never_names_staff(self, api, at):
        user, staff = UserFactory(), UserFactory()
        record_security_event(
            action=Action.USER_DISABLED,
            user_id=user.id,
            actor=f"portal_admin:{staff.id}",
            at=at,
        )

        answer = api.sign_in(user).get("/auth/activity")

        assert str(staff.id) not in answer.content.decode()
        assert "staff" in {entry["by"] for entry in answer.json()["results"]}


class TestWords:
    @pytest.mark.parametrize("action", list(Action))
    def test_every_entry_is_a_sentence(self, action):
        text = sentence_of(action)

        assert text.endswith(".")
        assert "_" not in text

    def test_who_did_it(self):
        me, other = str(uuid4()), str(uuid4())

        assert doer_of(f"traveller:{me}", me) == "you"
        assert doer_of(f"traveller:{me} by {other}", me) == "staff"
        assert doer_of(f"portal_admin:{other}", me) == "staff"
        assert doer_of("system", me) == "system"
        assert doer_of("anonymous", me) == "somebody"


class TestKeeping:
    def test_what_is_old_goes(self, at, settings):
        settings.RIZ_ACTIVITY_DAYS = 30
        record_security_event(action=Action.SIGNED_IN, user_id=None, at=at)

        assert not forget_old_rows(at=at + 30 * DAY)["identity.SecurityEvent"]
        assert forget_old_rows(at=at + 31 * DAY)["identity.SecurityEvent"] == 1

    @pytest.mark.requirement("ASVS 5.0 16.4.1")
    @pytest.mark.parametrize("text", ["a\r\nb", "a\nb", "a\u2028b", '"} {"x":"', "\x1b[31m"])
    def test_no_name_adds_a_line_to_the_log(self, api, caplog, text):
        facts = {"email": "a@riz.example", "password": PASSWORD, "full_name": text}
        api.post("/auth/register", facts, headers={"User-Agent": text.replace("\u2028", "")})
        api.post("/auth/login", {"email": text, "password": PASSWORD})
        logging.getLogger("riz.identity").warning("about %s", text, extra={"name_of": text})

        writing = logs.formatter(style="json", identity={"service": "riz", "version": "dev"})
        lines = [writing.format(record) for record in caplog.records]

        assert len(lines) >= 3
        assert all(isinstance(json.loads(line), dict) for line in lines)
        assert not any("\n" in line or "\r" in line for line in lines)
