import datetime as dt

import pytest
from django.test import override_settings

from contexts.identity import models
from contexts.identity.errors import RefreshTokenInvalid, SessionEnded
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.contracts import Tokens
from contexts.identity.parts.sessions.use_cases.refresh_session import refresh_session
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
NO_GRACE = override_settings(RIZ_REFRESH_GRACE_SECONDS=0)


def refresh(tokens, at):
    return refresh_session(refresh_token=tokens.refresh_token, at=at)


class TestRotation:
    def test_gives_a_new_pair_of_the_same_session(self, at):
        first = start_session(user_id=UserFactory().id, at=at)

        second = refresh(first, at + SECOND)

        assert second.session_id == first.session_id
        assert second.refresh_token != first.refresh_token
        assert second.access_token != first.access_token
        assert models.Session.objects.get().last_used_at == at + SECOND

    def test_a_long_chain_keeps_working(self, at):
        tokens = start_session(user_id=UserFactory().id, at=at)

        for step in range(1, 20):
            tokens = refresh(tokens, at + step * dt.timedelta(minutes=10))

        assert models.RefreshToken.objects.count() == 20

    @pytest.mark.requirement("ASVS 5.0 7.3.2")
    def test_never_beyond_thirty_days(self, at):
        tokens = start_session(user_id=UserFactory().id, at=at)
        tokens = refresh(tokens, at + dt.timedelta(days=13))
        tokens = refresh(tokens, at + dt.timedelta(days=26))

        assert tokens.refresh_expires_at == at + dt.timedelta(days=30)
        with pytest.raises(RefreshTokenInvalid):
            refresh(tokens, at + dt.timedelta(days=30))

    @pytest.mark.requirement("ASVS 5.0 7.3.1")
    def test_never_after_two_idle_weeks(self, at):
        tokens = start_session(user_id=UserFactory().id, at=at)

        with pytest.raises(RefreshTokenInvalid):
            refresh(tokens, at + dt.timedelta(days=14))

    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    def test_not_for_a_disabled_user(self, at):
        user = UserFactory()
        tokens = start_session(user_id=user.id, at=at)
        models.User.objects.update(is_active=False)

        with pytest.raises(RefreshTokenInvalid):
            refresh(tokens, at + SECOND)

    @pytest.mark.parametrize("token", ["", "x", "\ud800", "a.b.c", "'; drop table", "x" * 5000])
    def test_a_token_of_nobody_is_refused(self, at, token):
        with pytest.raises(RefreshTokenInvalid):
            refresh_session(refresh_token=token, at=at)


class TestReuse:
    @pytest.mark.requirement("ASVS 5.0 10.4.5")
    def test_ends_the_whole_family(self, at):
        first = start_session(user_id=UserFactory().id, at=at)
        second = refresh(first, at)
        third = refresh(second, at + SECOND)

        with pytest.raises(RefreshTokenInvalid):
            refresh(second, at + 10 * SECOND)

        session = models.Session.objects.get()
        assert session.revoked_reason == "refresh_token_reused"
        with pytest.raises(RefreshTokenInvalid):
            refresh(third, at + 11 * SECOND)
        with pytest.raises(SessionEnded):
            queries.recognise_caller(access_token=third.access_token, at=at + 11 * SECOND)

    @pytest.mark.requirement("ASVS 5.0 10.4.5")
    def test_of_a_grandparent_ends_the_family_even_within_the_grace(self, at):
        first = start_session(user_id=UserFactory().id, at=at)
        third = refresh(refresh(first, at), at)

        with pytest.raises(RefreshTokenInvalid):
            refresh(first, at + SECOND)

        with pytest.raises(RefreshTokenInvalid):
            refresh(third, at + SECOND)

    def test_leaves_the_persons_other_sessions_alone(self, at):
        user = UserFactory()
        stolen, other = (start_session(user_id=user.id, at=at) for _ in range(2))
        refresh(stolen, at)

        with pytest.raises(RefreshTokenInvalid):
            refresh(stolen, at + 10 * SECOND)

        assert refresh(other, at + 10 * SECOND)

    def test_by_the_direct_parent_within_the_grace_gives_the_same_successor(self, at):
        first = start_session(user_id=UserFactory().id, at=at)
        lost = refresh(first, at)

        again = refresh(first, at + 4 * SECOND)

        assert again.refresh_token == lost.refresh_token
        assert refresh(again, at + 5 * SECOND)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    def test_eight_at_once_make_one_successor(self, at):
        first = start_session(user_id=UserFactory().id, at=at)

        results = race(8, lambda: refresh(first, at))

        assert all(isinstance(result, Tokens) for result in results)
        assert len({result.refresh_token for result in results}) == 1
        assert models.RefreshToken.objects.count() == 2

    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    @pytest.mark.parametrize("attempt", range(3))
    @NO_GRACE
    def test_without_grace_one_of_eight_succeeds_and_the_family_ends(self, at, attempt):
        first = start_session(user_id=UserFactory().id, at=at)

        results = race(8, lambda: refresh(first, at))

        winners = [result for result in results if isinstance(result, Tokens)]
        assert len(winners) == 1
        assert sum(isinstance(result, RefreshTokenInvalid) for result in results) == 7
        with pytest.raises(RefreshTokenInvalid):
            refresh(winners[0], at + SECOND)

    @NO_GRACE
    def test_the_end_is_committed_although_the_answer_is_a_refusal(self, at):
        first = start_session(user_id=UserFactory().id, at=at)
        refresh(first, at)

        with pytest.raises(RefreshTokenInvalid):
            refresh(first, at + SECOND)

        assert models.Session.objects.get().revoked_at == at + SECOND
