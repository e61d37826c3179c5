from __future__ import annotations

import pytest

from contexts.notifications.domain.retries import MOST_ATTEMPTS, is_given_up, retry_delay


class TestRetryDelay:
    @pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS))
    def test_grows_up_to_about_an_hour(self, attempts):
        longest = min(10 * 3 ** (attempts - 1), 3600)

        assert 0.75 * longest <= retry_delay(attempts).total_seconds() <= 1.25 * longest


class TestIsGivenUp:
    @pytest.mark.parametrize(
        ("attempts", "is_permanent", "expected"),
        [(1, False, False), (7, False, False), (8, False, True), (1, True, True)],
    )
    def test_after_eight_attempts_or_for_good_reason(self, attempts, is_permanent, expected):
        assert is_given_up(attempts=attempts, is_permanent=is_permanent) is expected
