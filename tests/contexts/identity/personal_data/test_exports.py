"""Exports: asked for by the person in person, gathered once whatever happens, gone after a week."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from contexts.identity import models
from contexts.identity.errors import ExportNotReady, ExportOver, StepUpRequired
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.use_cases.forget_old_rows import forget_old_rows
from contexts.identity.use_cases.gather_export import gather_export
from contexts.identity.use_cases.request_export import request_export
from riz import clock, personal_data
from riz.actor import SYSTEM, Actor
from riz.errors import Forbidden
from tests.contexts.identity.factories import UserFactory
from tests.support.sign_in import access_token_of

WORK = models.DataExport.work
pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(phone="+91 381 222 5555")


@pytest.fixture
def mine(api, user):
    token = access_token_of(user.id)

    def ask(method, path):
        return getattr(api, method)(path, headers={"Authorization": f"Bearer {token}"})

    return ask


@pytest.fixture
def export(user):
    return models.DataExport.objects.create(
        user=user, requested_at=clock.now(), next_attempt_at=clock.now()
    )


def an_hour_passes_since_signing_in():
    models.Session.objects.update(authenticated_at=clock.now() - dt.timedelta(hours=1))


def test_asking_twice_is_one_export(mine):
    first, second = mine("post", "/auth/exports"), mine("post", "/auth/exports")

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]
    assert first["Location"].endswith(first.json()["id"])
    assert models.SecurityEvent.objects.filter(action="export_requested").count() == 1


@pytest.mark.requirement("ASVS 5.0 7.5.3")
def test_who_did_not_just_sign_in_shows_anew_who_they_are(mine, export, user):
    gather_export(export_id=export.id, at=clock.now())
    an_hour_passes_since_signing_in()

    answers = [
        mine("post", "/auth/exports"),
        mine("get", f"/auth/exports/{export.id}/content"),
        mine("delete", "/auth/me"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert {answer.json()["code"] for answer in answers} == {"identity.step_up_required"}
    assert not models.Erasure.objects.exists()


@pytest.mark.parametrize("facts", [{"impersonator_id": True}, {"scopes": frozenset({"profile"})}], ids=["staff", "program"])  # fmt: skip
def test_nobody_asks_in_somebodys_place(user, facts, at):
    if "impersonator_id" in facts:
        facts = {"impersonator_id": UserFactory().id}
    actor = Actor(id=user.id, kind="traveller", **facts)

    with pytest.raises((Forbidden, StepUpRequired)):
        request_export(actor=actor, at=at)
    assert not models.DataExport.objects.exists()


def test_it_is_readable_json(mine, export, user):
    assert gather_export(export_id=export.id, at=clock.now())

    answer = mine("get", f"/auth/exports/{export.id}/content")

    assert answer["Content-Disposition"] == f'attachment; filename="riz-export-{export.id}.json"'
    assert answer["Content-Type"].startswith("application/json")
    read = json.loads(answer.content)
    assert read["identity"]["account"]["email"] == user.email
    assert read["identity"]["sessions"]
    assert "\n  " in answer.content.decode()


def test_until_it_is_ready_there_is_nothing_to_fetch(mine, export):
    assert mine("get", f"/auth/exports/{export.id}").json()["state"] == "PENDING"

    answer = mine("get", f"/auth/exports/{export.id}/content")

    assert (answer.status_code, answer.json()["code"]) == (409, ExportNotReady.code)


@pytest.mark.requirement("ASVS 5.0 14.2.7")
def test_after_a_week_it_is_gone(mine, export):
    long_ago = clock.now() - dt.timedelta(days=8)
    models.DataExport.objects.update(next_attempt_at=long_ago)
    gather_export(export_id=export.id, at=long_ago)

    answer = mine("get", f"/auth/exports/{export.id}/content")
    emptied = forget_old_rows(at=clock.now())["emptied exports"]

    assert (answer.status_code, answer.json()["code"]) == (410, ExportOver.code)
    assert emptied == 1
    assert models.DataExport.objects.get().content_sealed == ""


@pytest.mark.requirement("ASVS 5.0 8.2.2")
def test_somebody_elses_does_not_exist(api, export):
    headers = {"Authorization": f"Bearer {access_token_of(UserFactory().id)}"}

    for path in (f"/auth/exports/{export.id}", f"/auth/exports/{export.id}/content"):
        assert api.get(path, headers=headers).status_code == 404


def test_gathering_twice_is_as_once(export):
    assert gather_export(export_id=export.id, at=clock.now())
    before = models.DataExport.objects.values().get()

    assert not gather_export(export_id=export.id, at=clock.now())
    assert models.DataExport.objects.values().get() == before


def test_who_dies_over_it_is_followed_and_in_the_end_it_is_given_up(export, monkeypatch):
    def die(**_):
        raise SystemExit

    at = clock.now()
    monkeypatch.setattr("contexts.identity.use_cases.gather_export.write_export", die)
    for _ in range(WORK.backoff.most_attempts):
        with pytest.raises(SystemExit):
            gather_export(export_id=export.id, at=at)
        # Not at once: the next may die over it as well.
        assert not gather_export(export_id=export.id, at=at)
        assert not models.DataExport.objects.due(at).exists()
        at += WORK.lease
        assert models.DataExport.objects.due(at).get() == export

    assert not gather_export(export_id=export.id, at=at)
    assert models.DataExport.objects.get().state == "FAILED"
    assert not models.DataExport.objects.due(at + dt.timedelta(days=1)).exists()


def test_a_fault_is_tried_again_and_staff_see_what_it_was(export, monkeypatch):
    def fail(**_):
        raise MemoryError

    monkeypatch.setattr("contexts.identity.use_cases.gather_export.write_export", fail)
    with pytest.raises(MemoryError):
        gather_export(export_id=export.id, at=clock.now())

    row = models.DataExport.objects.get()
    assert (row.state, row.last_error, row.lease_until) == ("PENDING", "MemoryError", None)
    assert row.next_attempt_at > clock.now()


@pytest.mark.requirement("ASVS 5.0 2.4.1")
def test_who_fetched_too_often_waits(mine, settings):
    settings.RIZ_RATE_LIMITS = {**settings.RIZ_RATE_LIMITS, "personal_data": "2/3600"}

    assert [mine("post", "/auth/exports").status_code for _ in range(3)] == [202, 202, 429]


def test_the_system_asks_for_nobody(at):
    with pytest.raises(Forbidden):
        request_export(actor=SYSTEM, at=at)
    assert not models.DataExport.objects.exists()


class TestWhoeverCanNotSignInAnyMore:
    @pytest.fixture
    def gathered(self):
        """Whose data one more part was asked for; it is slow, and meanwhile the person is disabled."""
        asked = []

        def gather(*, user_id):
            asked.append(user_id)
            set_user_active(user_id=user_id, is_active=False, actor=SYSTEM, at=clock.now())
            return {}

        personal_data.exports("a part that is slow")(gather)
        yield asked
        del personal_data._collectors["a part that is slow"]

    def test_nothing_is_gathered_for_them(self, export, user, gathered):
        set_user_active(user_id=user.id, is_active=False, actor=SYSTEM, at=clock.now())

        assert not gather_export(export_id=export.id, at=clock.now())
        row = models.DataExport.objects.get()
        assert (row.state, row.content_sealed, gathered) == ("FAILED", "", [])

    def test_what_was_gathered_meanwhile_is_not_kept(self, export, user, gathered):
        assert not gather_export(export_id=export.id, at=clock.now())

        row = models.DataExport.objects.get()
        assert (row.state, row.content_sealed, gathered) == ("FAILED", "", [user.id])

    def test_what_is_there_is_not_theirs_to_fetch(self, mine, export, user):
        assert gather_export(export_id=export.id, at=clock.now())
        set_user_active(user_id=user.id, is_active=False, actor=SYSTEM, at=clock.now())

        assert mine("get", f"/auth/exports/{export.id}/content").status_code == 401
