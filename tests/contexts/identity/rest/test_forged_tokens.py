import pytest

from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.rest import forgeries

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens():
    return start_session(user_id=UserFactory().id, at=clock.now())


def me(api, token):
    return api.get("/auth/me", headers={"Authorization": f"Bearer {token}"})


def test_every_forgery_is_refused_alike_asvs_9_1_1_asvs_9_1_2_asvs_9_1_3_asvs_9_2_2(api, tokens):
    forged = dict(forgeries.all_of(tokens.access_token, refresh_token=tokens.refresh_token))

    answers = {name: me(api, token) for name, token in forged.items()}

    assert len(forged) >= 60
    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code != 401
        or answer["Content-Type"] != "application/problem+json"
        or not answer["WWW-Authenticate"].startswith("Bearer")
        or not answer.json()["code"].startswith("identity.")
    }
    assert wrong == {}
    assert me(api, tokens.access_token).status_code == 200


def test_a_good_token_in_another_scheme_is_nobody(api, tokens):
    for scheme in ("Basic", "Token", "JWT", ""):
        answer = api.get(
            "/auth/me", headers={"Authorization": f"{scheme} {tokens.access_token}".strip()}
        )

        assert answer.status_code == 401


def test_the_scheme_is_read_in_any_case(api, tokens):
    answer = api.get("/auth/me", headers={"Authorization": f"bEARER  {tokens.access_token}"})

    assert answer.status_code == 200


def test_a_token_in_the_address_is_not_looked_at_asvs_14_2_1(api, tokens):
    assert api.get("/auth/me", access_token=tokens.access_token).status_code == 401
