"""What sessions hand out: made anew each time, by chance that nobody guesses."""

from __future__ import annotations

from base64 import urlsafe_b64decode

import pytest

from contexts.identity import models
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.domain import sessions
from contexts.identity.parts.sessions.use_cases.issue_socket_ticket import issue_socket_ticket
from contexts.identity.parts.sessions.use_cases.refresh_session import refresh_session
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from riz.actor import Actor
from riz.errors import Forbidden
from tests.contexts.identity.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("ASVS 5.0 7.2.2", "ASVS 5.0 7.2.4")
def test_every_sign_in_hands_out_tokens_of_its_own():
    user = UserFactory()
    pairs = [start_session(user_id=user.id, at=clock.now()) for _ in range(3)]

    assert len({pair.access_token for pair in pairs}) == 3
    assert len({pair.refresh_token for pair in pairs}) == 3
    assert len({pair.session_id for pair in pairs}) == 3


@pytest.mark.requirement("ASVS 5.0 7.2.3")
def test_refresh_tokens_and_tickets_are_256_random_bits_kept_as_hashes():
    pair = start_session(user_id=UserFactory().id, at=clock.now())
    second = refresh_session(refresh_token=pair.refresh_token, at=clock.now()).refresh_token
    actor = queries.recognise_session(session_id=pair.session_id, at=clock.now())
    ticket = issue_socket_ticket(actor=actor, at=clock.now()).ticket

    for secret in (pair.refresh_token, second, ticket):
        raw = urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        assert len(raw) == 32
        assert len(set(raw)) > 16
    stored = set(models.RefreshToken.objects.values_list("hash", flat=True))
    assert stored == {sessions.hash_of(pair.refresh_token), sessions.hash_of(second)}
    assert models.SocketTicket.objects.get().hash == sessions.hash_of(ticket)


@pytest.mark.requirement("ASVS 5.0 16.2.5")
def test_no_secret_shows_when_they_are_printed():
    pair = start_session(user_id=UserFactory().id, at=clock.now())
    actor = queries.recognise_session(session_id=pair.session_id, at=clock.now())
    ticket = issue_socket_ticket(actor=actor, at=clock.now())

    for thing, secret in (
        (pair, pair.refresh_token),
        (pair, pair.access_token),
        (ticket, ticket.ticket),
    ):
        assert secret not in repr(thing)


def test_programs_have_no_session_and_so_no_tickets():
    with pytest.raises(Forbidden):
        issue_socket_ticket(actor=Actor(id=UserFactory().id), at=clock.now())
