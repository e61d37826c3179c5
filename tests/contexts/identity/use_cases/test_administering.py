from uuid import uuid4

import pytest

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.errors import OrganisationNotFound, SessionNotFound, UserNotFound
from contexts.identity.parts.accounts.use_cases.change_profile import change_profile
from contexts.identity.parts.accounts.use_cases.set_password import set_password
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.use_cases.end_session import end_session
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from contexts.identity.tasks import forget_old_sessions as sweep_now
from contexts.identity.use_cases.forget_old_rows import SESSIONS_KEPT, forget_old_rows
from riz import clock
from riz.actor import SYSTEM, Actor
from riz.errors import Forbidden
from tests.contexts.identity.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def live_sessions(user):
    return queries.live_session_ids(user_id=user.id)


def actions():
    return list(models.SecurityEvent.objects.order_by("id").values_list("action", flat=True))


class TestWhoMay:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        "act",
        [
            lambda user, actor, at: set_user_active(
                user_id=user.id, is_active=False, actor=actor, at=at
            ),
            lambda user, actor, at: set_password(
                user_id=user.id, password="a new long one", actor=actor, at=at
            ),
            lambda user, actor, at: grant_role(
                user_id=user.id, role=Role.PORTAL_ADMIN, actor=actor, at=at
            ),
            lambda user, actor, at: withdraw_role(
                user_id=user.id, role=Role.PORTAL_ADMIN, actor=actor, at=at
            ),
        ],
    )
    def test_only_those_who_manage_accounts(self, at, act):
        user, stranger = UserFactory(), UserFactory()
        before = list(models.User.objects.values().order_by("id"))

        with pytest.raises(Forbidden):
            act(user, stranger.to_actor(), at)

        assert list(models.User.objects.values().order_by("id")) == before
        assert not models.RoleGrant.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_nobody_ends_another_persons_sessions(self, at):
        victim, stranger = UserFactory(), UserFactory()
        session_id = start_session(user_id=victim.id, at=at).session_id

        with pytest.raises(SessionNotFound):
            end_session(session_id=session_id, reason="x", actor=stranger.to_actor(), at=at)
        with pytest.raises(Forbidden):
            sign_out_everywhere(user_id=victim.id, reason="x", actor=stranger.to_actor(), at=at)
        with pytest.raises(SessionNotFound):
            end_session(session_id=session_id, reason="x", actor=Actor(), at=at)

        assert live_sessions(victim) == (session_id,)

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_nobody_changes_another_persons_profile(self, at):
        victim, stranger = UserFactory(), UserFactory()

        with pytest.raises(UserNotFound):
            change_profile(
                user_id=victim.id,
                full_name="x",
                phone="",
                locale="en",
                time_zone="UTC",
                default_currency="INR",
                actor=stranger.to_actor(),
                at=at,
            )


class TestDisabling:
    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    def test_signs_the_person_out_everywhere(self, at):
        user = UserFactory()
        start_session(user_id=user.id, at=at)
        start_session(user_id=user.id, at=at)

        set_user_active(user_id=user.id, is_active=False, actor=SYSTEM, at=at)

        assert live_sessions(user) == ()
        assert actions()[-1] == Action.USER_DISABLED

    def test_twice_is_as_once(self, at):
        user = UserFactory()

        for _ in range(2):
            set_user_active(user_id=user.id, is_active=False, actor=SYSTEM, at=at)

        assert actions() == [Action.USER_DISABLED]

    def test_can_be_undone(self, at):
        user = UserFactory(is_active=False)

        set_user_active(user_id=user.id, is_active=True, actor=SYSTEM, at=at)

        assert models.User.objects.get().is_active


class TestSettingAPassword:
    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_ends_every_session(self, at):
        user = UserFactory()
        start_session(user_id=user.id, at=at)

        set_password(user_id=user.id, password="a new long one", actor=SYSTEM, at=at)

        assert models.User.objects.get().check_password("a new long one")
        assert live_sessions(user) == ()
        assert "a new long one" not in str(list(models.SecurityEvent.objects.values()))


class TestRoles:
    def test_giving_and_taking_twice_is_as_once(self, at):
        user, seller = UserFactory(), OrganisationFactory()
        facts = {"user_id": user.id, "role": Role.PORTAL_STAFF, "actor": SYSTEM, "at": at}

        for _ in range(2):
            grant_role(**facts)
            grant_role(**facts, organisation_id=seller.id)
        assert models.RoleGrant.objects.count() == 2

        for _ in range(2):
            withdraw_role(**facts)
        held = models.RoleGrant.objects.get()
        assert held.organisation == seller
        assert actions() == [Action.ROLE_GRANTED, Action.ROLE_GRANTED, Action.ROLE_WITHDRAWN]

    def test_unknown_people_and_organisations_are_refused(self, at):
        facts = {"role": Role.PORTAL_STAFF, "actor": SYSTEM, "at": at}

        with pytest.raises(UserNotFound):
            grant_role(user_id=uuid4(), **facts)
        with pytest.raises(OrganisationNotFound):
            grant_role(user_id=UserFactory().id, organisation_id=uuid4(), **facts)

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_the_next_request_knows(self, at):
        user = UserFactory()
        token = start_session(user_id=user.id, at=at).access_token
        facts = {"user_id": user.id, "role": Role.PORTAL_STAFF, "actor": SYSTEM, "at": at}

        def may():
            actor, _ = queries.recognise_caller(access_token=token, at=at)
            return actor.can("catalog.manage")

        before = may()
        grant_role(**facts)
        granted = may()
        withdraw_role(**facts)

        assert (before, granted, may()) == (False, True, False)


class TestProfiles:
    facts = {"phone": "", "locale": "en", "time_zone": "UTC", "default_currency": "INR"}  # noqa: RUF012

    def test_are_changed_by_their_owner_and_noted_without_the_values(self, at):
        user = UserFactory()

        for _ in range(2):
            change_profile(
                user_id=user.id, full_name="Bikash", actor=user.to_actor(), at=at, **self.facts
            )

        assert models.User.objects.get().full_name == "Bikash"
        noted = models.SecurityEvent.objects.get()
        assert (noted.action, noted.metadata) == (Action.PROFILE_CHANGED, {"fields": ["full_name"]})


class TestSweeping:
    def test_removes_what_is_long_over_and_nothing_else(self, at):
        user = UserFactory()
        for _ in range(2):
            start_session(user_id=user.id, at=at)
        over = models.Session.objects.order_by("id").first()
        over.end(reason="signed_out", at=at)
        over.save()
        models.LoginThrottle.objects.create(key="old", last_failed_at=at)

        early = forget_old_rows(at=at + SESSIONS_KEPT)
        late = forget_old_rows(at=at + SESSIONS_KEPT + (SESSIONS_KEPT / 1000))

        assert early == {"identity.LoginThrottle": 1}
        assert late == {"identity.Session": 1, "identity.RefreshToken": 1}
        assert models.Session.objects.count() == models.RefreshToken.objects.count() == 1

    def test_the_task_looks_at_the_clock(self, at):
        start_session(user_id=UserFactory().id, at=at - 100 * SESSIONS_KEPT)
        start_session(user_id=UserFactory().id, at=clock.now())

        sweep_now()

        assert models.Session.objects.count() == 1
