import logging

import pytest

from contexts.identity.errors import SocketTicketInvalid
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from contexts.identity.rest import sockets
from contexts.identity.rest.refusals import REFUSED
from riz import clock
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.rest import forgeries

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens():
    return start_session(user_id=UserFactory().id, at=clock.now())


def me(api, token):
    return api.get("/auth/me", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.requirement(
    "ASVS 5.0 7.2.1", "ASVS 5.0 9.1.1", "ASVS 5.0 9.1.2", "ASVS 5.0 9.1.3", "ASVS 5.0 9.2.2"
)
def test_every_forgery_is_refused_alike(api, tokens):
    forged = dict(forgeries.all_of(tokens.access_token, refresh_token=tokens.refresh_token))

    answers = {name: me(api, token) for name, token in forged.items()}

    assert len(forged) >= 110
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


@pytest.mark.requirement("ASVS 5.0 14.2.1")
def test_a_token_in_the_address_is_not_looked_at(api, tokens):
    assert api.get("/auth/me", access_token=tokens.access_token).status_code == 401


def refused_by_reason():
    return {
        sample.labels["reason"]: sample.value
        for sample in REFUSED.collect()[0].samples
        if sample.name.endswith("_total")
    }


@pytest.mark.requirement("ASVS 5.0 16.3.1", "ASVS 5.0 16.2.5")
def test_each_is_counted_and_noted_and_none_is_written_down(api, tokens, caplog):
    forged = dict(forgeries.all_of(tokens.access_token, refresh_token=tokens.refresh_token))
    before = refused_by_reason()

    with caplog.at_level(logging.INFO, "riz.security"):
        for token in forged.values():
            me(api, token)

    counted = {
        reason: count - before.get(reason, 0) for reason, count in refused_by_reason().items()
    }
    assert sum(counted.values()) == len(forged)
    assert counted["identity.access_token_invalid"] >= 100
    noted = [record for record in caplog.records if record.name == "riz.security"]
    assert len(noted) == len(forged)
    written = " ".join(str(vars(record)) for record in noted)
    assert not [name for name, token in forged.items() if len(token) > 20 and token in written]


@pytest.mark.requirement("ASVS 5.0 9.2.2")
def test_none_opens_a_socket(tokens):
    forged = dict(forgeries.all_of(tokens.access_token, refresh_token=tokens.refresh_token))

    let_in = []
    for name, token in {**forged, "a good access token": tokens.access_token}.items():
        try:
            sockets.use_ticket(ticket=token, at=clock.now())
        except SocketTicketInvalid:
            continue
        let_in.append(name)

    assert let_in == []
