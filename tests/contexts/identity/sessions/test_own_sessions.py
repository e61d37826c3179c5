"""Where somebody is signed in: seen, ended one by one or all others at once, and never more than a number of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings

from contexts.identity import models
from contexts.identity.parts.accounts.use_cases.set_password import set_password
from contexts.identity.parts.sessions import api as sessions
from contexts.identity.parts.sessions.use_cases.refresh_session import refresh_session
from riz import clock
from riz.actor import SYSTEM, Actor
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def start(user, *, at=None, **facts):
    return sessions.start_session(user_id=user.id, at=at or clock.now(), **facts)


def bearer(tokens):
    return {"Authorization": f"Bearer {tokens.access_token}"}


def live(user):
    return set(
        models.Session.objects.live(clock.now()).filter(user=user).values_list("id", flat=True)
    )


class TestSeeing:
    @pytest.mark.requirement("ASVS 5.0 7.5.2")
    def test_each_says_where_when_and_how(self, api, user):
        phone = start(user, ip="203.0.113.7", user_agent="Phone", methods=("password", "totp"))
        here = start(user, ip="198.51.100.1", user_agent="Here")

        answer = api.get("/auth/sessions", headers=bearer(here))

        assert answer.status_code == 200
        first, second = answer.json()["results"]
        assert (first["id"], first["is_current"], first["user_agent"]) == (
            str(here.session_id), True, "Here",
        )  # fmt: skip
        assert (second["id"], second["is_current"]) == (str(phone.session_id), False)
        assert (second["ip"], second["methods"]) == ("203.0.113.7", ["password", "totp"])
        assert set(second) == {
            "id", "is_current", "ip", "user_agent", "methods", "created_at", "last_used_at", "expires_at",
        }  # fmt: skip

    def test_refreshing_is_use(self, api, user):
        at = clock.now() - dt.timedelta(hours=1)
        tokens = start(user, at=at)
        later = refresh_session(refresh_token=tokens.refresh_token, at=clock.now())

        (row,) = api.get("/auth/sessions", headers=bearer(later)).json()["results"]

        assert row["last_used_at"] > row["created_at"]

    def test_ended_ones_strangers_and_staff_who_act_are_not_listed(self, api, user):
        here, ended, idle = start(user), start(user), start(user, at=clock.now() - dt.timedelta(31))
        sessions.end_session(session_id=ended.session_id, reason="x", actor=SYSTEM, at=clock.now())
        start(UserFactory())
        start(user, impersonator_id=UserFactory().id, reason="asked for help")

        rows = api.get("/auth/sessions", headers=bearer(here)).json()["results"]

        assert [row["id"] for row in rows] == [str(here.session_id)]
        assert idle.session_id not in live(user)

    def test_pages(self, api, user):
        for _ in range(3):
            here = start(user)

        page = api.get("/auth/sessions", headers=bearer(here), limit=2).json()

        assert (len(page["results"]), page["previous"]) == (2, None)
        assert page["next"]


class TestEnding:
    def test_one(self, api, user):
        here, there = start(user), start(user)

        answer = api.delete(f"/auth/sessions/{there.session_id}", headers=bearer(here))

        assert answer.status_code == 204
        assert live(user) == {here.session_id}
        assert api.get("/auth/me", headers=bearer(there)).status_code == 401

    @pytest.mark.requirement("ASVS 5.0 7.4.3", "ASVS 5.0 7.5.2")
    def test_all_others(self, api, user):
        here, _, _ = start(user), start(user), start(user)

        assert api.delete("/auth/sessions", headers=bearer(here)).status_code == 204
        assert live(user) == {here.session_id}

    def test_the_present_one_is_signing_out(self, api, user):
        here = start(user, at=clock.now() - dt.timedelta(days=1))
        here = refresh_session(refresh_token=here.refresh_token, at=clock.now())

        path = f"/auth/sessions/{here.session_id}"

        assert api.delete(path, headers=bearer(here)).status_code == 204
        assert live(user) == set()

    @pytest.mark.requirement("ASVS 5.0 7.5.2")
    @pytest.mark.parametrize("which", ["one", "all"])
    def test_others_ask_who_it_is_after_ten_minutes(self, api, user, which):
        begun = clock.now() - dt.timedelta(minutes=11)
        here, there = start(user, at=begun), start(user)
        here = refresh_session(refresh_token=here.refresh_token, at=clock.now())
        path = "/auth/sessions" if which == "all" else f"/auth/sessions/{there.session_id}"

        refused = api.delete(path, headers=bearer(here))

        assert (refused.status_code, refused.json()["code"]) == (403, "identity.step_up_required")
        assert refused.json()["max_age_seconds"] == 600
        assert there.session_id in live(user)
        noted = sessions.record_authentication(
            session_id=here.session_id, method="totp", at=clock.now()
        )
        assert api.delete(path, headers=bearer(noted)).status_code == 204

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_strangers_does_not_exist_for_me(self, api, user):
        here, theirs = start(user), start(UserFactory())

        for session_id in (theirs.session_id, "0198c5f0-1122-7aaa-8bbb-99aabbccddee"):
            answer = api.delete(f"/auth/sessions/{session_id}", headers=bearer(here))
            assert (answer.status_code, answer.json()["code"]) == (
                404, "identity.session_not_found",
            )  # fmt: skip
        assert len(live(user)) == 1

    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_those_of_a_person_but_one_after_a_new_password(self, user):
        here, there = start(user), start(user)

        sessions.end_sessions(
            user_id=user.id,
            reason="password_changed",
            actor=Actor(id=user.id),
            at=clock.now(),
            except_session_id=here.session_id,
        )

        assert live(user) == {here.session_id}
        set_password(user_id=user.id, password=PASSWORD + "!", actor=SYSTEM, at=clock.now())
        assert live(user) == set()
        assert there.session_id not in live(user)


class TestHowMany:
    @pytest.mark.requirement("ASVS 5.0 7.1.2")
    def test_the_one_that_idled_longest_ends(self, user):
        now = clock.now()
        with override_settings(RIZ_SESSIONS_LIMIT=3):
            first, second, third = (
                start(user, at=now - dt.timedelta(minutes=minutes)) for minutes in (30, 20, 10)
            )
            refresh_session(refresh_token=first.refresh_token, at=now)

            fourth = start(user, at=now)

        assert live(user) == {first.session_id, third.session_id, fourth.session_id}
        ended = models.Session.objects.get(id=second.session_id)
        assert ended.revoked_reason == "too_many_sessions"

    def test_each_person_has_their_own_number_and_staff_who_act_do_not_count(self, user):
        with override_settings(RIZ_SESSIONS_LIMIT=1):
            mine, theirs = start(user), start(UserFactory())
            start(user, impersonator_id=UserFactory().id, reason="asked for help")

            assert mine.session_id in live(user)
            assert models.Session.objects.filter(id=theirs.session_id, revoked_at=None).exists()

    @pytest.mark.django_db(transaction=True)
    def test_is_kept_by_sign_ins_at_the_same_moment(self, user):
        with override_settings(RIZ_SESSIONS_LIMIT=3):
            for _ in range(3):
                race(4, lambda: start(user))

            assert len(live(user)) == 3


def told(name):
    return list(OutboxEvent.objects.filter(name=name).values_list("payload", flat=True))


class TestTelling:
    ELSEWHERE = "identity.session.started_elsewhere.v1"

    @pytest.mark.requirement("ASVS 5.0 6.3.5")
    def test_a_sign_in_from_a_new_network(self, user):
        start(user, ip="203.0.113.7")
        assert told(self.ELSEWHERE) == []

        start(user, ip="203.0.113.99")
        start(user, ip=None)
        assert told(self.ELSEWHERE) == []

        there = start(user, ip="198.51.100.1")
        (payload,) = told(self.ELSEWHERE)
        assert payload["session_id"] == str(there.session_id)

    def test_networks_of_the_sixth_version_are_wider(self, user):
        start(user, ip="2001:db8:1:2::1")
        start(user, ip="2001:db8:1:ffff::1")
        assert told(self.ELSEWHERE) == []

        start(user, ip="2001:db8:2::1")
        assert len(told(self.ELSEWHERE)) == 1

    def test_where_staff_act_from_is_no_place_of_the_persons(self, user):
        start(user, ip="203.0.113.7")
        start(user, ip="198.51.100.1", impersonator_id=UserFactory().id, reason="help")

        assert not sessions.is_known_place(user_id=user.id, ip="198.51.100.1")
        assert told(self.ELSEWHERE) == []
        start(user, ip="198.51.100.1")
        assert len(told(self.ELSEWHERE)) == 1

    @pytest.mark.requirement("ASVS 5.0 10.4.5")
    def test_a_reused_refresh_token(self, user):
        tokens = start(user)
        at = clock.now()
        refresh_session(refresh_token=tokens.refresh_token, at=at)

        for _ in range(2):
            with pytest.raises(Exception, match="refresh token"):
                refresh_session(refresh_token=tokens.refresh_token, at=at + dt.timedelta(seconds=6))

        (payload,) = told("identity.session.reuse_detected.v1")
        assert (payload["session_id"], payload["user_id"]) == (
            str(tokens.session_id), str(user.id),
        )  # fmt: skip


class TestStepUp:
    @pytest.mark.requirement("ASVS 5.0 7.5.1", "ASVS 5.0 7.5.3")
    def test_a_recent_sign_in_is_enough_for_ten_minutes(self, user):
        at = clock.now()
        tokens = start(user, at=at)
        actor = Actor(id=user.id, session_id=tokens.session_id)

        sessions.require_recent_authentication(actor=actor, at=at + dt.timedelta(minutes=9))
        with pytest.raises(sessions.StepUpRequired):
            sessions.require_recent_authentication(actor=actor, at=at + dt.timedelta(minutes=10))

    def test_the_system_passes_and_programs_and_staff_who_act_never_do(self, user):
        at = clock.now()
        staff = UserFactory()
        tokens = start(user, at=at)
        acted = start(user, at=at, impersonator_id=staff.id, reason="help")
        own = {"id": user.id, "session_id": tokens.session_id}

        sessions.require_recent_authentication(actor=SYSTEM, at=at)
        for actor in (
            Actor(),
            Actor(id=user.id),
            Actor(**own, scopes=frozenset({"profile"})),
            Actor(**own, partner_id=staff.id),
            Actor(**own, impersonator_id=staff.id),
            Actor(id=user.id, session_id=acted.session_id),
            Actor(id=staff.id, session_id=tokens.session_id),
        ):
            with pytest.raises(sessions.StepUpRequired):
                sessions.require_recent_authentication(actor=actor, at=at)

    def test_nobody_steps_up_in_somebody_elses_name(self, user):
        acted = start(user, impersonator_id=UserFactory().id, reason="help")

        with pytest.raises(sessions.SessionNotFound):
            sessions.record_authentication(
                session_id=acted.session_id, method="totp", at=clock.now()
            )
