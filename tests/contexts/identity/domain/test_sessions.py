import datetime as dt

import pytest

from contexts.identity.parts.sessions.contracts import Tokens
from contexts.identity.parts.sessions.domain import sessions
from contexts.identity.parts.sessions.domain.sessions import Shown, Verdict, judge

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
GRACE = dt.timedelta(seconds=5)


def shown(**changes):
    facts = {
        "session_is_live": True,
        "expires_at": AT + dt.timedelta(days=1),
        "used_at": None,
        "successor_is_unused": False,
    }
    return Shown(**{**facts, **changes})


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (shown(), Verdict.ROTATE),
        (shown(expires_at=AT), Verdict.REFUSE),
        (shown(session_is_live=False), Verdict.REFUSE),
        (shown(session_is_live=False, used_at=AT), Verdict.REFUSE),
        (shown(used_at=AT - dt.timedelta(seconds=4), successor_is_unused=True), Verdict.REPEAT),
        (shown(used_at=AT - dt.timedelta(seconds=5), successor_is_unused=True), Verdict.END),
        (shown(used_at=AT - dt.timedelta(seconds=1), successor_is_unused=False), Verdict.END),
    ],
)
def test_a_refresh_token_is_judged(case, verdict):
    assert judge(case, grace=GRACE, at=AT) is verdict


def test_without_grace_every_reuse_ends_the_family():
    case = shown(used_at=AT, successor_is_unused=True)

    assert judge(case, grace=dt.timedelta(0), at=AT) is Verdict.END


class TestSecrets:
    def test_a_successor_needs_both_its_parent_and_the_salt(self):
        salt, other_salt = sessions.new_salt(), sessions.new_salt()
        token, other_token = sessions.first_token(), sessions.first_token()
        successor = sessions.successor_of(token, salt=salt)

        assert successor == sessions.successor_of(token, salt=salt)
        assert successor != sessions.successor_of(token, salt=other_salt)
        assert successor != sessions.successor_of(other_token, salt=salt)

    @pytest.mark.requirement("ASVS 5.0 11.5.1")
    def test_tokens_have_256_bits(self):
        assert len(sessions.first_token()) == 43
        assert len({sessions.first_token() for _ in range(100)}) == 100
        assert len(sessions.new_salt()) == 32

    def test_tokens_do_not_show_when_they_are_printed(self):
        tokens = Tokens(
            user_id=None,
            session_id=None,
            access_token="secret-1",
            access_expires_at=AT,
            refresh_token="secret-2",
            refresh_expires_at=AT,
        )

        assert "secret" not in repr(tokens)


@pytest.mark.requirement("ASVS 5.0 7.3.1")
def test_an_unused_token_ends_after_two_weeks_and_never_after_its_session():
    far, near = AT + dt.timedelta(days=30), AT + dt.timedelta(days=3)

    assert sessions.token_expiry(session_expires_at=far, at=AT) == AT + dt.timedelta(days=14)
    assert sessions.token_expiry(session_expires_at=near, at=AT) == near
