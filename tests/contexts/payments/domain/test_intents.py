from __future__ import annotations

import itertools

import pytest

from contexts.payments.contracts import IntentState
from contexts.payments.domain.intents import LIVE, is_progress

FINAL = set(IntentState) - LIVE


class TestIsProgress:
    @pytest.mark.parametrize("state", IntentState)
    def test_what_is_known_is_no_news(self, state):
        assert not is_progress(known=state, reported=state)

    @pytest.mark.parametrize("known", sorted(set(IntentState) - {IntentState.SUCCEEDED}))
    def test_taken_money_is_always_news(self, known):
        assert is_progress(known=known, reported=IntentState.SUCCEEDED)

    @pytest.mark.parametrize(("known", "reported"), sorted(itertools.product(FINAL, LIVE)))
    def test_nothing_final_comes_to_life_again(self, known, reported):
        assert not is_progress(known=known, reported=reported)

    @pytest.mark.parametrize("reported", IntentState)
    def test_success_is_never_taken_back(self, reported):
        assert not is_progress(known=IntentState.SUCCEEDED, reported=reported)
