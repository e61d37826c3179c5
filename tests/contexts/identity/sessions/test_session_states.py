"""What a session is good for: everything its owner holds, read in one query, for one session or for many."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.domain import session_states
from contexts.identity.parts.sessions.domain.session_states import Holdings, SessionState
from contexts.identity.parts.sessions.use_cases.end_session import end_session
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock, valkey
from riz.actor import SYSTEM, HeldRole
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def valkey_is_well(monkeypatch):
    valkey.resume()


@pytest.fixture
def seller():
    return OrganisationFactory()


@pytest.fixture
def manager(seller):
    """Somebody with a role that is code, one of the seller's own making, and two things in their care."""
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.ASSET_MANAGER, organisation=seller)
    models.Role.objects.create(
        code="front-desk", name="Front desk", organisation=seller, permissions=["booking.read_any"]
    )
    RoleGrantFactory(user=user, role="front-desk", organisation=seller)
    for kind in ("PACKAGE", "EXPERIENCE"):
        models.Assignment.objects.create(
            user=user, organisation=seller, kind=kind, asset_id=uuid4(), assigned_at=clock.now()
        )
    return user


def started(user, **more):
    return start_session(user_id=user.id, at=clock.now(), **more)


def known(tokens):
    return queries.recognise_caller(access_token=tokens.access_token, at=clock.now())[0]


class TestOneQuery:
    def test_knows_roles_of_every_kind_and_what_is_in_somebodys_care(self, manager, seller):
        tokens = started(manager)

        with CaptureQueriesContext(connection) as seen:
            actor = known(tokens)

        assert len(seen) == 1
        assert {role.code for role in actor.roles} == {"ASSET_MANAGER", "front-desk"}
        assert actor.can("booking.read_any", organisation_id=seller.id)
        assert len(actor.assets_where("catalog.manage")) == 2
        assert not actor.can("catalog.manage", organisation_id=seller.id)

    def test_agrees_with_the_person_as_loaded(self, manager):
        loaded = models.User.objects.get(id=manager.id)

        actor = known(started(manager))

        assert actor.grants == loaded.grants
        assert actor.roles == loaded.held_roles

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_what_is_held_for_a_suspended_organisation_counts_for_nothing(self, manager, seller):
        RoleGrantFactory(user=manager, role=Role.PORTAL_STAFF)
        tokens = started(manager)
        models.Organisation.objects.filter(id=seller.id).update(status="SUSPENDED")

        actor = known(tokens)

        assert {role.code for role in actor.roles} == {"PORTAL_STAFF"}
        assert actor.assets_where("catalog.manage") == frozenset()

    def test_many_sessions_at_once(self, manager):
        tokens = [started(manager), *(started(UserFactory()) for _ in range(20))]
        ended = tokens.pop()
        end_session(session_id=ended.session_id, reason="x", actor=SYSTEM, at=clock.now())
        ids = {one.session_id for one in [*tokens, ended]}

        with CaptureQueriesContext(connection) as seen:
            found = queries.actors_behind(session_ids=ids, at=clock.now())

        assert len(seen) == 1
        assert found.keys() == {one.session_id for one in tokens}
        assert found[tokens[0].session_id] == known(tokens[0])

    def test_nothing_is_asked_for_nobody(self):
        with CaptureQueriesContext(connection) as seen:
            assert queries.actors_behind(session_ids=[], at=clock.now()) == {}

        assert len(seen) == 0

    @override_settings(RIZ_SESSION_CACHE_SECONDS=60)
    def test_none_for_what_valkey_knows(self, manager):
        tokens = [started(manager) for _ in range(5)]
        ids = [one.session_id for one in tokens]
        read = queries.actors_behind(session_ids=ids, at=clock.now())

        with CaptureQueriesContext(connection) as seen:
            again = queries.actors_behind(session_ids=ids, at=clock.now())

        assert (len(seen), again) == (0, read)

    @pytest.mark.requirement("ASVS 5.0 7.4.1")
    @override_settings(RIZ_SESSION_CACHE_SECONDS=60)
    def test_an_end_is_not_hidden_by_what_valkey_knows(self, manager):
        tokens = started(manager)
        queries.actors_behind(session_ids=[tokens.session_id], at=clock.now())

        end_session(session_id=tokens.session_id, reason="x", actor=SYSTEM, at=clock.now())

        assert queries.actors_behind(session_ids=[tokens.session_id], at=clock.now()) == {}

    def test_two_for_all_in_which_somebody_acts_as_another(self, manager):
        admins = [RoleGrantFactory(role=Role.PORTAL_ADMIN).user for _ in range(3)]
        tokens = [started(manager, impersonator_id=one.id, reason="help") for one in admins]
        models.RoleGrant.objects.filter(user=admins[0]).delete()

        with CaptureQueriesContext(connection) as seen:
            found = queries.actors_behind(
                session_ids=[one.session_id for one in tokens], at=clock.now()
            )

        assert len(seen) == 2
        assert found.keys() == {one.session_id for one in tokens[1:]}
        assert {one.impersonator_id for one in found.values()} == {one.id for one in admins[1:]}


class TestWriting:
    def test_what_is_written_is_read_back(self, manager, seller):
        tokens = started(manager)
        standing = queries._read_state(tokens.session_id, clock.now())

        assert standing.holdings.custom
        assert standing.holdings.assigned
        assert session_states.read(session_states.write(standing)) == standing

    def test_of_whoever_acts_as_another_too(self):
        standing = SessionState(
            user_id=uuid4(),
            kind="TRAVELLER",
            impersonator_id=uuid4(),
            impersonator=Holdings(roles=frozenset({HeldRole(code="SUPPORT")})),
        )

        assert session_states.read(session_states.write(standing)) == standing

    @pytest.mark.requirement("ASVS 5.0 1.5.2")
    @pytest.mark.parametrize(
        "written", [b"", b"{}", b"[]", b"null", b"7", b'{"user": "x"}', b"\x80\x04K\x01."], ids=str
    )
    def test_what_other_code_wrote_is_refused(self, written):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
            session_states.read(written)
