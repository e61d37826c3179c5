"""Ways along streets from outside services that work, and from some that don't."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from django.db import transaction
from prometheus_client import REGISTRY

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.streets import estimated_route, estimated_times
from contexts.transport.gateways.breaker import CircuitBreaker, State
from contexts.transport.gateways.google_routes import GoogleRoutes
from contexts.transport.gateways.limits import Limit
from contexts.transport.gateways.osrm import Osrm
from contexts.transport.gateways.streets import (
    GreatCircleRouter,
    InsideTransaction,
    OutsideRouter,
    street_router,
)
from contexts.transport.gateways.valhalla import Valhalla
from riz import valkey
from riz.valkey import prompt_client
from tests.contexts.transport.gateways import services

A, B, C = (23.8315, 91.2868), (23.8903, 91.2404), (24.317, 92.066)
NOBODY_LISTENS = "redis://127.0.0.1:1/0"
KINDS = {
    "valhalla": (services.valhalla, Valhalla),
    "osrm": (services.osrm, lambda url: Osrm({"car": url})),
    "google": (services.google, lambda url: GoogleRoutes(url, "a-secret-key")),
}


@pytest.fixture(params=sorted(KINDS))
def kind(request):
    return request.param


@pytest.fixture
def service(kind):
    with services.running(KINDS[kind][0]) as service:
        yield service


@pytest.fixture(autouse=True)
def _clean(settings):
    """Nobody remembers what another test asked."""
    client = prompt_client(settings.REDIS_URL)
    for pattern in ("riz:transport:*", "riz:rate:transport:*"):
        for key in client.scan_iter(pattern):
            client.delete(key)
    valkey.resume()
    yield
    valkey.resume()


@pytest.fixture
def clock():
    class Clock:
        now = 1000.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def router(kind, service, clock):
    breaker = CircuitBreaker(failures=3, open_seconds=30, clock=clock)
    return OutsideRouter(KINDS[kind][1](service.url), Limit(600, 60), breaker)


def drive(router, origin=A, destination=C):
    return router.route(origin=origin, destination=destination, mode=Mode.CAR)


def counted(kind, how):
    labels = {"service": kind, "how": how}
    return REGISTRY.get_sample_value("riz_transport_streets_total", labels) or 0


class TestAnswers:
    def test_a_way_with_its_line(self, router, kind):
        found = drive(router)
        estimate = estimated_route(A, C, Mode.CAR)

        assert (found.source, found.is_estimated) == (kind, False)
        assert found.metres == pytest.approx(estimate.metres, rel=1e-3)
        assert found.seconds == pytest.approx(estimate.seconds, rel=1e-3)
        assert found.geometry[0] == pytest.approx(A, abs=1e-4)
        assert found.geometry[-1] == pytest.approx(C, abs=1e-4)

    def test_a_matrix_row_by_row(self, router, kind):
        found = router.times(origins=[A, B], destinations=[C, A, B], mode=Mode.CAR)
        estimate = estimated_times([A, B], [C, A, B], Mode.CAR)

        assert found.source == kind
        np.testing.assert_allclose(found.metres, estimate.metres, rtol=1e-3, atol=2)
        np.testing.assert_allclose(found.seconds, estimate.seconds, rtol=1e-3, atol=2)

    def test_no_way_is_an_answer(self, router, service):
        service.has_way = False

        assert drive(router) is None
        found = router.times(origins=[A], destinations=[B, C], mode=Mode.CAR)
        assert found.metres.tolist() == found.seconds.tolist() == [[-1, -1]]
        assert router.breaker.state is State.CLOSED

    def test_places_in_the_sea_have_no_way(self, router, service, kind):
        if kind != "osrm":
            return
        service.off_street_m = 80_000
        found = router.times(origins=[A], destinations=[B, C], mode=Mode.CAR)
        assert found.metres.tolist() == [[-1, -1]]

    def test_large_matrices_are_asked_in_parts(self, router, service):
        places = [(23 + n / 500, 91.0) for n in range(130)]

        found = router.times(origins=[A], destinations=places, mode=Mode.CAR)

        assert not found.is_estimated
        estimate = estimated_times([A], places, Mode.CAR)
        np.testing.assert_allclose(found.metres, estimate.metres, rtol=1e-3, atol=2)

    def test_nothing_is_asked_for_nothing(self, router, service):
        assert router.times(origins=[], destinations=[A], mode=Mode.CAR).metres.size == 0
        assert service.asked == []

    def test_a_key_travels_in_a_header_alone(self, router, service, kind):
        drive(router)
        path, body, headers = service.asked[0]

        assert "a-secret-key" not in path + str(body)
        if kind == "google":
            assert headers["X-Goog-Api-Key"] == "a-secret-key"
            assert (
                "status" in headers["X-Goog-FieldMask"] or "routes." in headers["X-Goog-FieldMask"]
            )
            assert "a-secret-key" not in repr(router)


class TestFailures:
    @pytest.mark.parametrize(
        ("failure", "how", "asked"),
        [
            ("always:500", "status_500", 2),
            ("always:429", "status_429", 2),
            ("always:403", "status_4xx", 1),
            ("always:redirect", "status_3xx", 1),
            ("always:huge", "too_large", 1),
            ("always:not json", "garbage", 1),
            ('always:{"code": "Ok"}', "garbage", 1),
            ("always:[1, null]", "garbage", 1),
            ("always:broken_off", "broken_off", 2),
        ],
    )
    def test_what_cannot_be_used_is_estimated(self, router, service, kind, failure, how, asked):
        service.fails = [failure]
        before = counted(kind, how)

        found = drive(router)

        assert (found.source, found.is_estimated) == ("great_circle", True)
        assert counted(kind, how) == before + 1
        assert len(service.asked) == asked
        assert router.times(origins=[A], destinations=[B], mode=Mode.CAR).is_estimated

    def test_a_second_try_may_help(self, router, service, kind):
        service.fails = ["503"]

        assert drive(router).source == kind
        assert len(service.asked) == 2

    def test_who_is_slow_is_not_waited_for(self, router, service, settings):
        settings.TRANSPORT_STREETS_TIMEOUT_SECONDS = 0.2
        service.fails = ["slow"]

        assert drive(router).is_estimated

    @pytest.mark.parametrize(("metres", "seconds"), [(1000, 1), (0.001, 1), (1, 1000), (1, 0.001)])
    def test_wrong_units_are_not_believed(self, router, service, kind, metres, seconds):
        service.metres, service.seconds = metres, seconds
        before = counted(kind, "implausible")

        assert drive(router).is_estimated
        assert router.times(origins=[A], destinations=[C], mode=Mode.CAR).is_estimated
        assert counted(kind, "implausible") == before + 2

    def test_what_failed_is_not_kept(self, router, service, kind):
        service.fails = ["403"]
        assert drive(router).is_estimated
        assert drive(router).source == kind

    def test_nobody_there(self, kind):
        with services.running(KINDS[kind][0]) as gone:
            url = gone.url
        router = OutsideRouter(KINDS[kind][1](url), Limit(600, 60))

        assert drive(router).is_estimated

    def test_a_mode_without_a_server_is_estimated_and_no_failure(self):
        router = OutsideRouter(Osrm({}), Limit(600, 60), CircuitBreaker(failures=1))

        assert drive(router).is_estimated
        assert router.breaker.state is State.CLOSED


class TestKeeping:
    def test_the_second_question_is_answered_from_memory(self, router, service, kind):
        first = drive(router)
        again = drive(router, (A[0] + 0.00001, A[1]), C)
        router.times(origins=[A], destinations=[B, C], mode=Mode.CAR)
        router.times(origins=[A], destinations=[C, B], mode=Mode.CAR)

        assert (again.metres, again.seconds) == (first.metres, first.seconds)
        # Google's terms let nobody keep its answers.
        assert len(service.asked) == (4 if kind == "google" else 2)

    def test_only_what_is_not_known_is_asked(self, router, service, kind):
        if kind == "google":
            return
        router.times(origins=[A], destinations=[B], mode=Mode.CAR)
        found = router.times(origins=[A], destinations=[B, C], mode=Mode.CAR)

        assert found.metres.shape == (1, 2)
        text = str(service.asked[-1][:2])
        assert str(C[0]) in text
        assert str(B[0]) not in text

    def test_without_valkey_everything_is_asked(self, router, service, settings, kind):
        settings.REDIS_URL = NOBODY_LISTENS

        assert drive(router).source == kind
        assert drive(router).source == kind
        assert len(service.asked) == 2


class TestLimits:
    def test_no_more_than_agreed_whoever_asks(self, kind, service):
        one, other = (OutsideRouter(KINDS[kind][1](service.url), Limit(3, 3600)) for _ in range(2))
        found = [
            drive(each, A, (north + n / 100, 91.2))
            for each, north in ((one, 23.5), (other, 24.5))
            for n in range(2)
        ]

        assert [way.is_estimated for way in found] == [False, False, False, True]
        assert len(service.asked) == 3

    def test_pairs_count_for_google(self, service, kind):
        router = OutsideRouter(KINDS[kind][1](service.url), Limit(5, 3600))

        found = router.times(origins=[A, B], destinations=[A, B, C], mode=Mode.CAR)

        assert found.is_estimated is (kind == "google")

    def test_a_bucket_is_shared_and_atomic(self):
        taken = []
        limit = Limit(50, 3600)

        def acquire():
            taken.extend(limit.acquire("test") for _ in range(25))

        threads = [threading.Thread(target=acquire) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sum(taken) == 50
        assert not limit.acquire("test", 51)

    def test_without_valkey_each_process_has_a_tenth(self, settings):
        settings.REDIS_URL = NOBODY_LISTENS
        limit = Limit(50, 3600)

        assert sum(limit.acquire("alone") for _ in range(50)) == 5

    @pytest.mark.parametrize("text", ["", "5", "0/60", "5/0", "a/b"])
    def test_a_limit_that_is_none(self, text):
        with pytest.raises(ValueError, match=r"limit|invalid literal"):
            Limit.read(text)


class TestBreaker:
    def test_after_failures_in_a_row_nobody_is_asked_until_one_trial(
        self, router, service, clock, kind
    ):
        service.fails = ["403"] * 3
        for n in range(3):
            drive(router, A, (23.1 + n / 100, 91.0))
        assert router.breaker.state is State.OPEN
        before = counted(kind, "open")
        assert drive(router).is_estimated
        assert (len(service.asked), counted(kind, "open")) == (3, before + 1)

        clock.now += 30
        service.fails = ["403"]
        assert drive(router).is_estimated
        assert router.breaker.state is State.OPEN
        assert len(service.asked) == 4

        clock.now += 30
        assert drive(router).source == kind
        assert router.breaker.state is State.CLOSED

    def test_failures_that_are_not_in_a_row_open_nothing(self, clock):
        breaker = CircuitBreaker(failures=2, clock=clock)
        for _ in range(5):
            breaker.failed()
            breaker.succeeded()
        assert breaker.lets_through()

    def test_one_trial_at_a_time_and_another_when_it_never_comes_back(self, clock):
        breaker = CircuitBreaker(failures=1, open_seconds=30, clock=clock)
        breaker.failed()
        assert not breaker.lets_through()
        clock.now += 30
        assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
        clock.now += 30
        assert breaker.lets_through()


class TestChoosing:
    def test_the_great_circle_unless_the_settings_say_otherwise(self, settings):
        assert isinstance(street_router(), GreatCircleRouter)
        assert drive(street_router()).is_estimated
        assert street_router().times(origins=[A], destinations=[B], mode=Mode.WALK).is_estimated

        for name in ("valhalla", "osrm", "google"):
            settings.TRANSPORT_STREETS = name
            assert isinstance(street_router(), OutsideRouter)
            assert street_router() is street_router()
        settings.TRANSPORT_STREETS = "horse"
        with pytest.raises(ValueError, match="horse"):
            street_router()

    @pytest.mark.django_db
    def test_nobody_is_asked_inside_a_transaction(self, router, service):
        with transaction.atomic(), pytest.raises(InsideTransaction):
            drive(router)
        with transaction.atomic(), pytest.raises(InsideTransaction):
            router.times(origins=[A], destinations=[B], mode=Mode.CAR)
        assert service.asked == []
