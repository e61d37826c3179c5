"""Ids that belong together are handed on, and never taken from outside unchecked."""

from __future__ import annotations

import threading

import pytest

from riz import trace

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class TestWork:
    def test_keeps_the_trace_and_opens_a_new_span(self):
        with trace.work(traceparent=PARENT) as scope:
            assert scope.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
            assert scope.span_id != "00f067aa0ba902b7"
            assert trace.current() is scope

        assert trace.current() is None

    def test_the_correlation_outlives_the_request(self):
        with trace.work(request_id="request-1") as first:
            pass
        with trace.work(correlation_id=first.correlation_id) as second:
            assert second.correlation_id == "request-1"
            assert second.request_id != "request-1"

    @pytest.mark.parametrize("bad", ["short", "x" * 65, "with space", 'quote"quote', "a\nbcdefgh"])
    def test_ids_that_are_not_well_formed_are_made_anew(self, bad):
        with trace.work(request_id=bad, correlation_id=bad) as scope:
            assert bad not in (scope.request_id, scope.correlation_id)

    @pytest.mark.parametrize(
        "bad", ["", "00-zz-00-01", f"00-{'0' * 32}-00f067aa0ba902b7-01", PARENT + "-more"]
    )
    def test_a_trace_that_is_not_well_formed_is_made_anew(self, bad):
        with trace.work(traceparent=bad) as scope:
            assert len(scope.trace_id) == 32
            assert scope.trace_id.strip("0")

    def test_nests(self):
        with trace.work() as outer:
            with trace.work() as inner:
                assert trace.current() is inner
            assert trace.current() is outer

    def test_is_not_seen_by_other_threads(self):
        seen: list[trace.Trace | None] = []

        with trace.work():
            thread = threading.Thread(target=lambda: seen.append(trace.current()))
            thread.start()
            thread.join()

        assert seen == [None]


def test_the_actor_is_named_once_it_is_known():
    with trace.work():
        trace.name_actor("user:1")

        scope = trace.current()
        assert scope is not None
        assert scope.actor == "user:1"
    trace.name_actor("nobody listens")
