"""What ends takes effect at once: in what Valkey remembers, and in requests that are under way."""

from __future__ import annotations

import threading

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.parts.partners import queries
from contexts.identity.parts.partners.errors import PartnerKeyEnded, PartnerSuspended
from contexts.identity.parts.partners.gateways import credential_state_cache
from contexts.identity.parts.partners.use_cases.change_partner import change_partner
from contexts.identity.parts.partners.use_cases.revoke_credential import revoke_credential
from contexts.identity.parts.partners.use_cases.rotate_credential import rotate_credential
from contexts.identity.parts.partners.use_cases.set_partner_suspended import set_partner_suspended
from riz import clock, valkey
from riz.actor import ANONYMOUS, SYSTEM, Actor
from riz.ids import new_id
from tests.contexts.identity.racing import race
from tests.support.waiting import PATIENCE_SECONDS, eventually

from .factories import PartnerFactory, issue, showing

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_LISTENS = "redis://127.0.0.1:1/0"
BOTH = pytest.mark.parametrize("act", ["suspend", "revoke"])


@pytest.fixture(autouse=True)
def cache_in_use(monkeypatch):
    valkey.resume()
    with override_settings(RIZ_SESSION_CACHE_SECONDS=300):
        yield


@pytest.fixture
def partner():
    return PartnerFactory()


@pytest.fixture
def issued(partner):
    return issue(partner)


def recognise(key):
    return queries.recognise_key(key=key, ip="203.0.113.7", at=clock.now())


def end(act, partner, issued):
    facts = {"partner_id": partner.id, "actor": SYSTEM, "at": clock.now()}
    if act == "suspend":
        set_partner_suspended(is_suspended=True, reason="resold", **facts)
    else:
        revoke_credential(credential_id=issued.credential.id, **facts)


def queries_for(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


class TestWhatIsRemembered:
    def test_a_request_asks_valkey_once_and_not_the_database(self, partner, issued, monkeypatch):
        recognise(issued.key)
        asked = []
        execute = redis.Redis.execute_command
        monkeypatch.setattr(
            redis.Redis,
            "execute_command",
            lambda self, *words, **options: (
                asked.append(words[0]) or execute(self, *words, **options)
            ),
        )

        assert queries_for(lambda: recognise(issued.key)) == 0
        assert asked == ["MGET"]

    @pytest.mark.requirement("ASVS 5.0 16.2.5")
    def test_no_secret_is_in_valkey(self, issued):
        recognise(issued.key)
        valkey = redis.Redis.from_url(settings.REDIS_URL)

        kept = [valkey.get(name) or b"" for name in valkey.keys("riz:identity:partner:*")]

        assert kept
        assert not [value for value in kept if issued.client_secret.encode() in value]

    @pytest.mark.requirement("ASVS 5.0 11.2.4")
    def test_a_client_id_of_nobody_is_remembered_alike(self, issued):
        prefix, _, secret = issued.key.rpartition("_")
        wrong = f"{prefix}_{'0' * 64}"
        nobody = f"{prefix[:-4]}aaaa_{secret}"

        assert [queries_for(lambda key=key: recognise(key)) for key in (wrong, nobody)] == [1, 1]
        assert [queries_for(lambda key=key: recognise(key)) for key in (wrong, nobody)] == [0, 0]

    @pytest.mark.requirement("ASVS 5.0 7.4.1")
    @BOTH
    def test_an_end_overrules_it_at_once(self, partner, issued, act):
        assert recognise(issued.key).refusal is None

        end(act, partner, issued)

        refusal = recognise(issued.key).refusal
        assert isinstance(refusal, PartnerSuspended if act == "suspend" else PartnerKeyEnded)

    def test_a_reader_that_comes_late_does_not_bring_it_back(self, partner, issued):
        name = issued.credential.client_id
        before = queries._read_state(name)  # what a slow request has read
        end("suspend", partner, issued)

        credential_state_cache.remember(client_id=name, standing=before)

        assert isinstance(recognise(issued.key).refusal, PartnerSuspended)

    def test_whoever_is_resumed_gets_in_at_once(self, partner, issued):
        end("suspend", partner, issued)
        recognise(issued.key)

        set_partner_suspended(
            partner_id=partner.id, is_suspended=False, reason="sorry", actor=SYSTEM, at=clock.now()
        )

        assert recognise(issued.key).refusal is None

    def test_a_rolled_back_suspension_never_was(self, partner, issued):
        with transaction.atomic():
            end("suspend", partner, issued)
            transaction.set_rollback(True)

        assert recognise(issued.key).refusal is None

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_a_new_limit_and_new_scopes_count_at_once(self, partner, issued):
        assert recognise(issued.key).rate_limit == 60

        change_partner(
            partner_id=partner.id,
            changes={"rate_limit_per_minute": 7, "scopes": ("bookings:read",)},
            expected_version=1,
            actor=SYSTEM,
            at=clock.now(),
        )

        found = recognise(issued.key)
        assert (found.rate_limit, found.actor.scopes) == (7, {"bookings:read"})

    @pytest.mark.requirement("ASVS 5.0 16.5.2")
    def test_without_valkey_the_database_answers(self, partner, issued):
        with override_settings(REDIS_URL=NOBODY_LISTENS):
            assert recognise(issued.key).refusal is None
            end("suspend", partner, issued)
            assert isinstance(recognise(issued.key).refusal, PartnerSuspended)

    def test_without_valkey_wrong_keys_still_make_an_address_wait(self, issued):
        wrong = f"{issued.credential.client_id}_{'0' * 64}"
        with override_settings(REDIS_URL=NOBODY_LISTENS):
            reasons = [
                type(
                    queries.recognise_key(key=wrong, ip="203.0.113.99", at=clock.now()).refusal
                ).__name__
                for _ in range(21)
            ]

        assert reasons == ["PartnerKeyInvalid"] * 20 + ["TooManyPartnerFailures"]

    @pytest.mark.parametrize("written", [b"", b"[]", b"null", b"{}", b'{"a": 1}', b"\xff"])
    def test_what_other_code_wrote_is_not_believed(self, issued, written):
        name = f"riz:identity:partner:standing:{issued.credential.client_id}"
        redis.Redis.from_url(settings.REDIS_URL).set(name, written)

        assert recognise(issued.key).refusal is None


class TestBeforeTheCommit:
    def actor(self, issued):
        return queries.welcome(recognise(issued.key))

    def test_people_and_the_system_pass(self, issued):
        for actor in (ANONYMOUS, SYSTEM, Actor(id=new_id(), kind="traveller")):
            assert (
                queries_for(
                    lambda actor=actor: queries.ensure_still_allowed(actor=actor, at=clock.now())
                )
                == 0
            )

    def test_outside_a_transaction_it_would_mean_nothing(self, issued):
        with pytest.raises(TransactionManagementError):
            queries.ensure_still_allowed(actor=self.actor(issued), at=clock.now())

    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    @BOTH
    def test_who_ended_meanwhile_does_not_commit(self, partner, issued, act):
        actor = self.actor(issued)
        end(act, partner, issued)

        with pytest.raises((PartnerSuspended, PartnerKeyEnded)), transaction.atomic():
            queries.ensure_still_allowed(actor=actor, at=clock.now())

    def test_another_credential_does_not_help(self, partner, issued):
        actor = self.actor(issued)
        issue(partner)
        end("revoke", partner, issued)

        with pytest.raises(PartnerKeyEnded), transaction.atomic():
            queries.ensure_still_allowed(actor=actor, at=clock.now())

    @BOTH
    def test_an_end_waits_for_who_is_committing(self, partner, issued, act):
        actor = self.actor(issued)
        ended = threading.Event()

        def end_it():
            end(act, partner, issued)
            ended.set()
            connection.close()

        with transaction.atomic():
            queries.ensure_still_allowed(actor=actor, at=clock.now())
            ending = threading.Thread(target=end_it)
            ending.start()
            assert eventually(somebody_waits_for_a_lock)
            assert not ended.is_set()
        ending.join(timeout=PATIENCE_SECONDS)

        assert ended.is_set()

    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    @BOTH
    def test_who_is_committing_waits_for_an_end_and_then_sees_it(self, partner, issued, act):
        actor = self.actor(issued)
        outcome = []

        def commit():
            try:
                with transaction.atomic():
                    queries.ensure_still_allowed(actor=actor, at=clock.now())
                outcome.append("committed")
            except (PartnerSuspended, PartnerKeyEnded):
                outcome.append("refused")
            finally:
                connection.close()

        with transaction.atomic():
            end(act, partner, issued)
            committing = threading.Thread(target=commit)
            committing.start()
            assert eventually(somebody_waits_for_a_lock)
            assert outcome == []
        committing.join(timeout=PATIENCE_SECONDS)

        assert outcome == ["refused"]

    def test_many_may_commit_at_once(self, issued):
        actor = self.actor(issued)
        together = threading.Barrier(4)

        def commit():
            with transaction.atomic():
                queries.ensure_still_allowed(actor=actor, at=clock.now())
                together.wait(timeout=PATIENCE_SECONDS)
            return "committed"

        assert race(4, commit) == ["committed"] * 4


class TestUnderLoad:
    def test_no_request_that_begins_after_a_suspension_gets_in(self, partner, issued):
        suspended = threading.Event()
        late, seen = [], []

        def call():
            client = showing(issued.key)
            for _ in range(400):
                began_after = suspended.is_set()
                status = client.get("/bookings").status_code
                seen.append(status)
                if began_after:
                    late.append(status)
                    if len(late) > 60:
                        break
            return "done"

        def suspend():
            assert eventually(lambda: len(seen) > 20)
            end("suspend", partner, issued)
            suspended.set()
            return "done"

        tasks = iter([call, call, call, suspend])
        lock = threading.Lock()

        def one():
            with lock:
                task = next(tasks)
            return task()

        with override_settings(RIZ_RATE_LIMITS={**settings.RIZ_RATE_LIMITS}):
            models.Partner.objects.update(rate_limit_per_minute=60_000)
            assert race(4, one) == ["done"] * 4

        assert 200 in seen
        assert set(late) == {403}

    def test_of_three_credentials_at_once_two_are_issued(self, partner):
        results = race(3, lambda: issue(partner).credential.id)

        refused = [type(one).__name__ for one in results if isinstance(one, Exception)]
        assert refused == ["TooManyCredentials"]
        assert models.PartnerCredential.objects.count() == 2

    def test_of_many_rotations_at_once_one_goes_through(self, partner, issued):
        results = race(
            4,
            lambda: rotate_credential(
                partner_id=partner.id,
                credential_id=issued.credential.id,
                actor=SYSTEM,
                at=clock.now(),
            ),
        )

        refused = sorted(type(one).__name__ for one in results if isinstance(one, Exception))
        assert refused == ["TooManyCredentials"] * 3
        assert models.PartnerCredential.objects.alive(clock.now()).count() == 2


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0
