"""Who is let in by a key, over HTTP."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY

from contexts.identity import models
from contexts.identity.parts.partners import queries
from contexts.identity.parts.partners.domain import keys
from contexts.identity.parts.partners.use_cases.change_partner import change_partner
from contexts.identity.parts.partners.use_cases.check_client import check_client
from contexts.identity.parts.partners.use_cases.revoke_credential import revoke_credential
from contexts.identity.parts.partners.use_cases.set_partner_suspended import set_partner_suspended
from riz import clock
from riz.actor import SYSTEM, Grant
from tests.support.api_client import ApiClient

from .factories import PartnerFactory, issue, person, showing, showing_basic

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory()


def asked(client, path="/bookings", **options):
    answer = client.get(path, **options)
    return answer.status_code, answer.json().get("code")


def refusals(reason: str) -> float:
    return REGISTRY.get_sample_value("riz_partner_keys_refused_total", {"reason": reason}) or 0.0


def shown_before(client_id):
    return queries.welcome(
        queries.recognise_shown_before(client_id=client_id, ip=None, at=clock.now())
    )


class TestGettingIn:
    def test_by_bearer_and_by_basic(self, partner):
        issued = issue(partner)
        basic = showing_basic(issued.credential.client_id, issued.client_secret)

        assert asked(showing(issued.key)) == (200, None)
        assert asked(basic) == (200, None)

    @pytest.mark.requirement("ASVS 5.0 13.2.1")
    def test_as_the_partner_whichever_credential_is_shown(self, partner):
        first, second = issue(partner), issue(partner, scopes=("bookings:read",))

        actors = [
            queries.welcome(queries.recognise_key(key=one.key, ip="203.0.113.7", at=clock.now()))
            for one in (first, second)
        ]

        assert {actor.id for actor in actors} == {partner.id}
        assert {actor.partner_id for actor in actors} == {partner.id}
        assert {actor.kind for actor in actors} == {"partner"}
        assert [actor.credential_id for actor in actors] == [
            first.credential.id,
            second.credential.id,
        ]
        assert actors[1].scopes == {"bookings:read"}

    @pytest.mark.requirement("ASVS 5.0 13.2.2")
    def test_holds_no_more_than_its_organisation_does(self, partner):
        issued = issue(partner)

        actor = queries.welcome(queries.recognise_key(key=issued.key, ip=None, at=clock.now()))

        assert actor.grants
        assert {grant.organisation_id for grant in actor.grants} == {partner.organisation_id}
        assert Grant(permission="partners.manage") not in actor.grants

    def test_the_scheme_has_no_case_and_blanks_don_t_matter(self, partner):
        client = showing("")
        client.headers["Authorization"] = f"bEARER   {issue(partner).key} "

        assert asked(client) == (200, None)


class TestBeingRefused:
    @pytest.mark.requirement("ASVS 5.0 16.5.1")
    def test_unknown_and_wrong_are_one_answer(self, partner):
        issued = issue(partner)
        wrong = showing(f"{issued.credential.client_id}_{'0' * 64}").get("/bookings")
        unknown = showing(keys.new_key(environment="test").text).get("/bookings")

        assert wrong.status_code == unknown.status_code == 401
        bodies = [
            {name: value for name, value in answer.json().items() if name != "request_id"}
            for answer in (wrong, unknown)
        ]
        assert bodies[0] == bodies[1]
        assert bodies[0]["code"] == "identity.partner_key_invalid"
        assert wrong["WWW-Authenticate"].startswith("Bearer")

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize(
        "shown",
        [
            "Bearer riz_",
            "Bearer riz_test_",
            "Bearer riz_test_aaaaaaaaaaaaaaaa_",
            "Bearer riz_test_aaaaaaaaaaaaaaaa_" + "0" * 4000,
            "Bearer riz_test_\xff\xfe",
            "Bearer  riz_test_aaaaaaaaaaaaaaaa_" + "Z" * 64,
            "Basic cml6Xw==",
            "Basic cml6Xzo6Ojo=",
        ],
    )
    def test_nonsense_is_refused(self, shown):
        client = ApiClient()
        client.headers["Authorization"] = shown

        assert asked(client) == (401, "identity.partner_key_invalid")

    @pytest.mark.parametrize("shown", ["Basic", "Basic !!!", "Basic YW5pdGE6cGFzc3dvcmQ="])
    def test_basic_that_is_not_ours_is_nobody(self, shown):
        client = ApiClient()
        client.headers["Authorization"] = shown

        assert asked(client) == (401, "auth.unauthenticated")

    @pytest.mark.requirement("ASVS 5.0 11.2.4")
    def test_known_and_unknown_prefixes_cost_the_same(self, partner):
        issued = issue(partner)
        shown = [
            f"{issued.credential.client_id}_{'0' * 64}",
            keys.new_key(environment="test").text,
        ]
        counted = []
        for key in shown:
            with CaptureQueriesContext(
                connection,
            ) as asked_of_database:
                queries.recognise_key(key=key, ip="203.0.113.7", at=clock.now())
            counted.append([query["sql"].split("WHERE")[0] for query in asked_of_database])

        assert counted[0] == counted[1]
        assert len(counted[0]) == 1

    def test_revoked(self, partner):
        issued = issue(partner)
        revoke_credential(
            partner_id=partner.id,
            credential_id=issued.credential.id,
            actor=SYSTEM,
            at=clock.now(),
        )

        assert asked(showing(issued.key)) == (401, "identity.partner_key_ended")
        wrong = f"{issued.credential.client_id}_{'0' * 64}"
        assert asked(showing(wrong)) == (401, "identity.partner_key_invalid")

    @pytest.mark.requirement("ASVS 5.0 9.2.1")
    def test_expired_to_the_instant(self, partner):
        now = clock.now()
        ends = now + dt.timedelta(hours=1)
        issued = issue(partner, expires_at=ends, at=now)

        def at(moment):
            return queries.recognise_key(key=issued.key, ip=None, at=moment).refusal

        assert at(ends - dt.timedelta(microseconds=1)) is None
        assert type(at(ends)).__name__ == "PartnerKeyEnded"

    def test_suspended(self, partner):
        issued = issue(partner)
        set_partner_suspended(
            partner_id=partner.id, is_suspended=True, reason="resold", actor=SYSTEM, at=clock.now()
        )

        assert asked(showing(issued.key)) == (403, "identity.partner_suspended")

    def test_with_its_organisation(self, partner):
        issued = issue(partner)
        models.Organisation.objects.filter(id=partner.organisation_id).update(status="SUSPENDED")

        assert asked(showing(issued.key)) == (403, "identity.partner_suspended")

    @pytest.mark.parametrize(
        ("networks", "ip", "status"),
        [
            (("127.0.0.0/8",), "127.0.0.1", 200),
            (("203.0.113.0/24",), "127.0.0.1", 403),
            (("2001:db8::/32",), "2001:db8::7", 200),
            (("2001:db8::/32",), "2001:db9::7", 403),
            (("203.0.113.0/24",), "::ffff:203.0.113.9", 200),
            (("203.0.113.0/24",), "", 403),
        ],
    )
    def test_from_elsewhere(self, partner, networks, ip, status):
        issued = issue(partner, allowed_networks=networks)
        client = showing(issued.key)
        client.client.defaults["REMOTE_ADDR"] = ip

        answer = client.get("/bookings")

        assert answer.status_code == status

    def test_an_address_in_a_header_is_not_believed(self, partner):
        client = showing(issue(partner, allowed_networks=("203.0.113.0/24",)).key)

        answer = client.get("/bookings", headers={"X-Forwarded-For": "203.0.113.7"})

        assert answer.json()["code"] == "identity.partner_address_refused"


class TestScopes:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        ("scopes", "statuses"),
        [
            (("bookings:read",), [200, 403, 404, 403, 404]),
            (("bookings:write",), [403, 422, 403, 403, 404]),
            (("inventory:write",), [403, 403, 403, 422, 404]),
            (("bookings:read", "inventory:read"), [200, 403, 404, 403, 404]),
        ],
        ids=lambda value: "+".join(value) if isinstance(value[0], str) else "",
    )
    def test_a_program_does_what_it_was_allowed(self, partner, scopes, statuses):
        client = showing(issue(partner, scopes=scopes).key)
        nothing = "0198c5f0-1122-7aaa-8bbb-99aabbccdde0"
        key = {"Idempotency-Key": nothing}

        answers = [
            client.get("/bookings"),
            client.post("/bookings", {}, headers=key),
            client.get(f"/bookings/{nothing}"),
            client.post("/inventory/holds", {}, headers=key),
            client.get(f"/inventory/availability?resource_id={nothing}&start={'2026-01-01'}"),
        ]

        assert [answer.status_code for answer in answers[:4]] == statuses[:4]
        missing = [answer.json() for answer in answers[:4] if answer.status_code == 403]
        assert {one["code"] for one in missing} <= {"request.scope_missing"}
        assert answers[4].status_code != 403

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_scopes_open_nothing_that_names_none(self, partner):
        everything = [
            "bookings:read",
            "bookings:write",
            "inventory:read",
            "inventory:write",
            "payments:read",
            "payments:write",
            "trips:read",
            "trips:write",
            "catalog:write",
        ]
        models.Partner.objects.filter(id=partner.id).update(scopes=everything)
        partner.refresh_from_db()
        client = showing(issue(partner).key)

        paths = (
            "/auth/me",
            "/partners",
            f"/partners/{partner.id}",
            f"/partners/{partner.id}/credentials",
            f"/partners/{partner.id}/access-logs",
            f"/bookings/{partner.id}/audit",
        )

        assert {asked(client, path) for path in paths} == {(403, "request.scope_missing")}

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_what_its_partner_loses_a_credential_loses_at_once(self, partner):
        client = showing(issue(partner).key)
        assert asked(client) == (200, None)

        change_partner(
            partner_id=partner.id,
            changes={"scopes": ("inventory:read",)},
            expected_version=1,
            actor=SYSTEM,
            at=clock.now(),
        )

        assert asked(client) == (403, "request.scope_missing")


@pytest.mark.usefixtures("frozen_clock")
class TestWrongKeys:
    @pytest.mark.requirement("ASVS 5.0 2.4.1")
    def test_are_counted_and_make_an_address_wait(self, partner):
        issued = issue(partner)
        before = refusals("wrong")
        wrong = showing(keys.new_key(environment="test").text)
        wrong.client.defaults["REMOTE_ADDR"] = "203.0.113.66"
        right = showing(issued.key)
        right.client.defaults["REMOTE_ADDR"] = "203.0.113.66"

        codes = [wrong.get("/bookings").status_code for _ in range(20)]
        braked = wrong.get("/bookings")
        not_looked_at = right.get("/bookings")

        assert codes == [401] * 20
        assert refusals("wrong") == before + 20
        assert (braked.status_code, not_looked_at.status_code) == (429, 429)
        assert braked.json()["code"] == "identity.too_many_partner_failures"
        assert int(braked["Retry-After"]) >= 1
        assert asked(showing(issued.key)) == (200, None), "another address waits for nothing"

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_of_strangers_don_t_keep_a_partner_out(self, partner):
        right = showing(issue(partner).key)
        assert asked(right) == (200, None)
        wrong = showing(keys.new_key(environment="test").text)

        statuses = [wrong.get("/bookings").status_code for _ in range(25)]

        assert statuses[-1] == 429
        assert asked(right) == (200, None)

    def test_a_wait_ends_and_the_next_is_longer(self, partner):
        now = clock.now()

        def fail(at):
            found = queries.recognise_key(
                key=keys.new_key(environment="test").text, ip="203.0.113.67", at=at
            )
            return type(found.refusal).__name__, found.refusal.details.get("retry_after_seconds")

        for _ in range(20):
            fail(now)
        first = fail(now)
        after = fail(now + dt.timedelta(seconds=1))
        second = fail(now + dt.timedelta(seconds=1))

        assert first == ("TooManyPartnerFailures", 1)
        assert after == ("PartnerKeyInvalid", None)
        assert second == ("TooManyPartnerFailures", 2)


class TestClients:
    def test_an_id_and_its_secret_make_a_client(self, partner):
        issued = issue(partner)
        now = clock.now()

        client = check_client(
            client_id=issued.credential.client_id, secret=issued.client_secret, at=now
        )

        assert (client.partner_id, client.credential_id) == (partner.id, issued.credential.id)
        assert client.scopes == set(partner.scopes)
        assert models.PartnerCredential.objects.get().last_used_at == now

    def test_a_token_made_of_them_ends_with_them(self, partner):
        issued = issue(partner)
        name = issued.credential.client_id
        assert shown_before(name).id == partner.id
        set_partner_suspended(
            partner_id=partner.id, is_suspended=True, reason="resold", actor=SYSTEM, at=clock.now()
        )

        with pytest.raises(queries.PartnerSuspended):
            shown_before(name)
        with pytest.raises(queries.PartnerKeyInvalid):
            shown_before("riz_test_nobody")


def test_a_person_s_token_is_still_a_person_s(partner):
    user = person("PARTNER_USER", partner.organisation)

    assert ApiClient().sign_in(user).get("/partners").status_code == 200
