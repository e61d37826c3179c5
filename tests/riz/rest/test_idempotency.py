"""Repeating a request with its key repeats the answer, never the effect."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from riz.rest import idempotency_store
from riz.rest.models import IdempotencyKey
from tests.riz.rest import urls
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = [pytest.mark.urls("tests.riz.rest.urls"), pytest.mark.django_db]

ADDRESSES = ["/api/v1/orders", "/api/v1/stepped-orders"]
ACTOR = str(uuid4())


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(params=ADDRESSES, ids=["atomic", "in steps"])
def address(request) -> str:
    return request.param


def order(client: Client, address: str, *, key: str | None = "key-1", actor: str = ACTOR, **body):
    headers = {"X-Test-Actor": actor} if actor else {}
    if key is not None:
        headers["Idempotency-Key"] = key
    return client.post(address, body, content_type="application/json", headers=headers)


def effects() -> int:
    return IdempotencyKey.objects.filter(scope="effect").count()


class TestKeys:
    @pytest.mark.parametrize(
        ("key", "code"),
        [(None, "idempotency.key_missing"), ("", "idempotency.key_missing"), ("x" * 256, "idempotency.key_malformed"),
         ("a b", "idempotency.key_malformed"), ('""', "idempotency.key_malformed"), ("ä", "idempotency.key_malformed")],
    )  # fmt: skip
    def test_that_are_missing_or_malformed(self, client, address, key, code):
        answer = order(client, address, key=key)

        assert (answer.status_code, answer.json()["code"], effects()) == (400, code, 0)

    def test_may_be_quoted(self, client, address):
        first = order(client, address, key="k" * 255)
        again = order(client, address, key='"' + "k" * 255 + '"')

        assert again.content == first.content
        assert effects() == 1

    def test_belong_to_their_caller(self, client, address):
        order(client, address)
        other = order(client, address, actor=str(uuid4()))

        assert other.status_code == 201
        assert effects() == 2

    def test_need_a_caller(self, client, address):
        assert order(client, address, actor="").status_code == 401

    def test_belong_to_one_request(self, client, address):
        order(client, address, name="a")

        other = order(client, address, name="b")
        elsewhere = order(client, next(a for a in ADDRESSES if a != address), name="a")

        for answer in (other, elsewhere):
            assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key_reused")
        assert effects() == 1


class TestReplay:
    def test_is_the_same_to_the_byte(self, client, address):
        first = order(client, address, name="a", sleep=0)
        again = client.post(
            address, '{"sleep": 0,   "name": "a"}', content_type="application/json",
            headers={"X-Test-Actor": ACTOR, "Idempotency-Key": "key-1"},
        )  # fmt: skip

        assert first.status_code == again.status_code == 201
        assert again.content == first.content
        assert again["Location"] == first["Location"]
        assert again["Content-Type"] == first["Content-Type"]
        assert "Idempotent-Replayed" not in first
        assert again["Idempotent-Replayed"] == "true"
        assert effects() == 1

    @pytest.mark.parametrize("name", ["conflict", "gone", "invalid"])
    def test_covers_what_the_domain_refused(self, client, address, name):
        first = order(client, address, refuse=name)
        again = order(client, address, refuse=name)

        assert again.content == first.content
        assert again["Idempotent-Replayed"] == "true"
        assert again["Content-Type"] == "application/problem+json"

    def test_of_a_refusal_left_no_effect_behind(self, client):
        order(client, "/api/v1/orders", refuse="conflict")

        assert effects() == 0

    @pytest.mark.parametrize(
        "wish",
        [{"refuse": n} for n in ("malformed", "forbidden", "not-found", "too-many", "unavailable", "database", "bug")]
        + [{"validate": True}],
    )  # fmt: skip
    def test_does_not_cover_other_refusals_and_faults(self, client, address, wish):
        first = order(client, address, **wish)
        again = order(client, address, **wish)

        assert first.status_code == again.status_code >= 400
        assert "Idempotent-Replayed" not in again
        if address == "/api/v1/orders":
            assert effects() == 0

    def test_after_a_fault_is_the_same_request(self, client, address):
        order(client, address, refuse="bug")

        assert order(client, address, refuse="conflict").json()["code"] == "idempotency.key_reused"

    def test_after_a_refusal_may_be_another_request(self, client, address):
        order(client, address, validate=True)

        assert order(client, address).status_code == 201


class TestLease:
    def claim(self) -> idempotency_store.Claim:
        claimed = idempotency_store.claim(scope="user:x", key="k", fingerprint="f")
        assert isinstance(claimed, idempotency_store.Claim)
        return claimed

    def end_leases(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE rest_idempotencykey SET leased_until = now() - interval '1 second'"
            )

    def test_keeps_others_out_until_it_ends(self):
        self.claim()

        with pytest.raises(idempotency_store.IdempotencyInProgress) as refused:
            self.claim()

        assert refused.value.headers == {"Retry-After": "1"}
        self.end_leases()
        assert self.claim()

    def test_that_was_taken_over_stores_nothing(self):
        stalled = self.claim()
        self.end_leases()
        self.claim()

        with pytest.raises(idempotency_store.IdempotencyInProgress):
            stalled.finish(idempotency_store.HttpResponse(b"late", status=201))

    def test_that_was_taken_over_can_not_be_given_back(self):
        stalled = self.claim()
        self.end_leases()
        self.claim()

        stalled.forget()
        stalled.give_up()

        with pytest.raises(idempotency_store.IdempotencyInProgress):
            self.claim()

    def test_old_keys_are_forgotten(self):
        self.claim()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE rest_idempotencykey SET created_at = now() - interval '47 hours'"
            )
        assert idempotency_store.purge() == 0

        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE rest_idempotencykey SET created_at = now() - interval '49 hours'"
            )
        assert idempotency_store.purge() == 1


@pytest.fixture
def committed(transactional_db) -> Iterator[None]:
    """Rows that other connections see."""
    return None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
class TestAtOnce:
    def test_twenty_callers_with_one_key_have_one_effect(self, address):
        barrier = threading.Barrier(20)

        def call(_number: int):
            barrier.wait()
            try:
                return order(Client(), address, sleep=0.2)
            finally:
                connection.close()

        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(call, range(20)))

        made = {answer.content for answer in answers if answer.status_code == 201}
        refused = [answer for answer in answers if answer.status_code == 409]
        assert effects() == 1
        assert len(made) == 1
        assert {a.json()["code"] for a in refused} == {"idempotency.in_progress"}
        assert {a["Retry-After"] for a in refused} == {"1"}
        assert len(refused) + sum(a.status_code == 201 for a in answers) == 20

    @pytest.mark.parametrize(
        ("point", "effects_left", "is_stored"),
        [
            (
                "before the effect",
                {"atomic": 0, "in steps": 0},
                {"atomic": False, "in steps": False},
            ),
            (
                "after the effect",
                {"atomic": 0, "in steps": 1},
                {"atomic": False, "in steps": False},
            ),
            ("after storing", {"atomic": 0, "in steps": 1}, {"atomic": False, "in steps": True}),
            ("after the commit", {"atomic": 1, "in steps": 1}, {"atomic": True, "in steps": True}),
        ],
    )
    def test_a_killed_attempt_is_taken_over(self, address, point, effects_left, is_stored):
        way = "atomic" if address == "/api/v1/orders" else "in steps"

        killed = order_in_process(address, point)
        left = effects()
        meanwhile = order(Client(), address, die=point)
        TestLease().end_leases()
        again = order(Client(), address, die=point)
        replayed = order(Client(), address, die=point)

        assert killed == -signal.SIGKILL
        assert left == effects_left[way]
        assert meanwhile.status_code == (201 if is_stored[way] else 409)
        assert again.status_code == replayed.status_code == 201
        assert replayed.content == again.content
        assert effects() == left + (not is_stored[way])


def order_in_process(address: str, point: str) -> int:
    """Order in a process of its own, which kills itself at a point; return its exit code."""
    process = multiprocessing.get_context("fork").Process(
        target=order_and_die, args=(address, point)
    )
    process.start()
    process.join(PATIENCE_SECONDS)
    return process.exitcode or 0


def order_and_die(address: str, point: str) -> None:
    connection.connection = None  # the parent's; psycopg leaves it alone in another process
    os.environ["MORTAL"] = "1"
    finish = idempotency_store.Claim.finish

    def finish_and_die(
        claim: idempotency_store.Claim, response: idempotency_store.HttpResponse
    ) -> None:
        finish(claim, response)
        os.kill(os.getpid(), signal.SIGKILL)

    if point == "after storing":
        idempotency_store.Claim.finish = finish_and_die
    order(Client(), address, die=point)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
class TestDeadlocks:
    @pytest.fixture(autouse=True)
    def _meeting(self) -> None:
        urls.MEETING.reset()

    def order_both(self, address: str) -> list[int]:
        """Order twice at once with the same locks in opposite order; return the statuses."""

        def act(locks: list[int]) -> int:
            try:
                return order(
                    Client(raise_request_exception=False), address, key=f"k{locks[0]}", locks=locks
                ).status_code
            finally:
                urls.MEETING.abort()  # whoever tries again need not wait for the one that is through
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            return sorted(threads.map(act, ([1, 2], [2, 1])))

    def test_what_is_one_transaction_is_done_again(self) -> None:
        assert self.order_both("/api/v1/orders") == [201, 201]
        assert effects() == 2
