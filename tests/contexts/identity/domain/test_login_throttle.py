import datetime as dt

import pytest

from contexts.identity.parts.accounts.domain import login_throttle

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)


def evaluated(limit, *, within):
    """Count how many guesses a guesser gets looked at who tries again at the first possible moment."""
    now, failures, last, looked_at = AT, 0, None, 0
    while now < AT + within:
        failures = login_throttle.count_one(limit, failures=failures, last_failed_at=last, at=now)
        last = now
        looked_at += 1
        now = login_throttle.locked_until(limit, failures=failures, at=now) or now
    return looked_at


class TestWaits:
    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [(4, None), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (99, 900)],
    )
    def test_they_double_up_to_a_quarter_of_an_hour(self, failures, seconds):
        until = login_throttle.locked_until(login_throttle.HERE, failures=failures, at=AT)

        assert until == (None if seconds is None else AT + dt.timedelta(seconds=seconds))

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    @pytest.mark.parametrize(
        ("limit", "most"),
        [(login_throttle.HERE, 20), (login_throttle.ANYWHERE, 20), (login_throttle.ADDRESS, 30)],
    )
    def test_ten_minutes_of_guessing_gain_little(self, limit, most):
        assert evaluated(limit, within=dt.timedelta(minutes=10)) <= most

    @pytest.mark.parametrize(
        "limit", [login_throttle.HERE, login_throttle.ANYWHERE, login_throttle.ADDRESS]
    )
    def test_none_is_for_ever(self, limit):
        assert login_throttle.locked_until(limit, failures=10**9, at=AT) == AT + limit.longest


class TestForgiving:
    def test_time_forgives_one_failure_after_another(self):
        later = AT + 3 * login_throttle.HERE.forgiven_every

        assert (
            login_throttle.count_one(login_throttle.HERE, failures=5, last_failed_at=AT, at=later)
            == 3
        )

    def test_a_clock_that_went_back_forgives_nothing(self):
        earlier = AT - dt.timedelta(days=1)

        assert (
            login_throttle.count_one(login_throttle.HERE, failures=5, last_failed_at=AT, at=earlier)
            == 6
        )


class TestKeys:
    def key(self, limit, email="a@riz.example", ip="192.0.2.1"):
        return login_throttle.key_of(limit, account=email, ip=ip)

    def test_they_tell_no_address(self):
        assert "riz.example" not in self.key(login_throttle.HERE)

    def test_each_limit_looks_at_its_own_facts(self):
        assert self.key(login_throttle.ANYWHERE) == self.key(
            login_throttle.ANYWHERE, ip="192.0.2.2"
        )
        assert self.key(login_throttle.ADDRESS) == self.key(
            login_throttle.ADDRESS, email="b@riz.example"
        )
        assert self.key(login_throttle.HERE) != self.key(login_throttle.HERE, ip="192.0.2.2")
        assert self.key(login_throttle.HERE) != self.key(login_throttle.HERE, email="b@riz.example")

    def test_a_customer_with_2_to_the_64_addresses_is_one_place(self):
        one, two = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9"

        assert self.key(login_throttle.ADDRESS, ip=one) == self.key(login_throttle.ADDRESS, ip=two)
        assert self.key(login_throttle.ADDRESS, ip=one) != self.key(
            login_throttle.ADDRESS, ip="2001:db8:1:3::1"
        )
