"""How often a partner's program may call, and what it is told of it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from contexts.identity import models
from contexts.identity.parts.partners.rest import authentication
from contexts.identity.parts.partners.use_cases.change_partner import change_partner
from riz import clock, valkey
from riz.actor import SYSTEM
from tests.contexts.identity.racing import race
from tests.support.api_client import ApiClient

from .factories import PartnerFactory, issue, person, showing

pytestmark = pytest.mark.django_db
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def valkey_heard_again():
    valkey.resume()
    yield
    valkey.resume()


@pytest.fixture
def partner():
    return PartnerFactory(rate_limit_per_minute=5)


def statuses(client, times):
    return [client.get("/bookings").status_code for _ in range(times)]


@pytest.mark.requirement("ASVS 5.0 2.4.1")
def test_the_limit_is_the_credential_s_and_every_answer_tells_it(partner):
    client = showing(issue(partner, rate_limit_per_minute=3).key)

    answers = [client.get("/bookings") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Policy"] for answer in answers] == ['"partner";q=3;w=60'] * 4
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 20
    assert answers[-1].json()["code"] == "request.too_many"


def test_the_partner_s_own_limit_caps_every_credential(partner):
    client = showing(issue(partner, rate_limit_per_minute=50).key)

    assert statuses(client, 6) == [200] * 5 + [429]


def test_refused_requests_count_too(partner):
    client = showing(issue(partner, scopes=("bookings:read",)).key)

    refused = [client.post("/bookings", {}).status_code for _ in range(6)]

    assert refused == [403] * 5 + [429]


def test_credentials_and_people_don_t_share_it(partner):
    first, second = (showing(issue(partner).key) for _ in range(2))
    user = ApiClient().sign_in(person("PARTNER_ADMIN", partner.organisation))

    assert statuses(first, 6)[-1] == 429
    assert statuses(second, 1) == [200]
    assert user.get("/bookings").status_code == 200


def test_public_endpoints_count_against_it_too(partner):
    client = showing(issue(partner).key)

    answers = [client.get("/amenities") for _ in range(6)]

    assert [answer.status_code for answer in answers][-1] in {200, 429}
    assert answers[0].status_code == 200


def test_a_new_limit_counts_from_the_next_request_on(partner):
    """What is left of the bucket is the same part of the new one; an empty one gets tokens at the new pace."""
    client = showing(issue(partner).key)
    assert statuses(client, 4) == [200] * 4

    change_partner(
        partner_id=partner.id,
        changes={"rate_limit_per_minute": 600},
        expected_version=1,
        actor=SYSTEM,
        at=clock.now(),
    )

    answers = [client.get("/bookings") for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 10
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"partner";q=600;w=60'}


@pytest.mark.requirement("ASVS 5.0 16.5.2")
def test_without_valkey_each_process_limits_by_itself(partner):
    client = showing(issue(partner).key)

    with override_settings(REDIS_URL=NOBODY_LISTENS):
        assert statuses(client, 7) == [200] * 5 + [429] * 2


@pytest.mark.requirement("ASVS 5.0 2.4.1")
@pytest.mark.django_db(transaction=True)
def test_parallel_callers_get_what_the_limit_allows_and_one_more_at_most(monkeypatch):
    # However long all of them take, nothing comes back in the meantime.
    monkeypatch.setattr(authentication, "WINDOW_SECONDS", 86_400)
    partner = PartnerFactory(rate_limit_per_minute=40)
    key = issue(partner).key

    found = race(16, lambda: statuses(showing(key), 5))

    allowed = sum(answers.count(200) for answers in found)
    assert 40 <= allowed <= 41
    assert sum(answers.count(429) for answers in found) == 80 - allowed
    assert models.PartnerAccess.objects.count() == 80
