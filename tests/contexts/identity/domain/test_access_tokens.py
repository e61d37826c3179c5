import datetime as dt
import json
from uuid import uuid4

import pytest

from contexts.identity.errors import AccessTokenExpired, AccessTokenInvalid
from contexts.identity.parts.sessions.domain.access_tokens import (
    Claims,
    Realm,
    issue,
    new_key_ring_text,
    read,
    read_key_ring,
)

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
REALM = Realm(issuer="https://riz.example", audience="riz-api")


def claims(**changes):
    facts = {
        "user_id": uuid4(),
        "session_id": uuid4(),
        "token_id": "a1b2",
        "issued_at": AT,
        "expires_at": AT + dt.timedelta(minutes=10),
    }
    return Claims(**{**facts, **changes})


class TestReading:
    def test_what_was_issued_is_read_back(self):
        ring = read_key_ring(new_key_ring_text())
        written = claims()

        found = read(issue(written, ring=ring, realm=REALM), ring=ring, realm=REALM, at=AT)

        assert found == written

    @pytest.mark.requirement("ASVS 5.0 9.2.1")
    def test_a_token_ends_at_its_very_instant(self):
        ring = read_key_ring(new_key_ring_text())
        written = claims()
        token = issue(written, ring=ring, realm=REALM)

        read(token, ring=ring, realm=REALM, at=written.expires_at - dt.timedelta(microseconds=1))
        with pytest.raises(AccessTokenExpired):
            read(token, ring=ring, realm=REALM, at=written.expires_at)

    @pytest.mark.requirement("ASVS 5.0 9.2.3")
    @pytest.mark.parametrize(
        "elsewhere",
        [
            Realm(issuer="https://evil.example", audience="riz-api"),
            Realm(issuer="https://riz.example", audience="riz-partners"),
        ],
    )
    def test_a_token_of_another_issuer_or_for_another_audience_is_refused(self, elsewhere):
        ring = read_key_ring(new_key_ring_text())
        token = issue(claims(), ring=ring, realm=elsewhere)

        with pytest.raises(AccessTokenInvalid):
            read(token, ring=ring, realm=REALM, at=AT)

    @pytest.mark.requirement("ASVS 5.0 9.1.1")
    def test_a_key_of_the_same_name_but_not_ours_is_refused(self):
        ours = new_key_ring_text()
        theirs = json.loads(new_key_ring_text())
        theirs["keys"][0]["kid"] = json.loads(ours)["keys"][0]["kid"]
        token = issue(claims(), ring=read_key_ring(json.dumps(theirs)), realm=REALM)

        with pytest.raises(AccessTokenInvalid):
            read(token, ring=read_key_ring(ours), realm=REALM, at=AT)


class TestRotation:
    def test_the_old_key_verifies_until_it_is_taken_out(self):
        old, new = json.loads(new_key_ring_text()), json.loads(new_key_ring_text())
        token = issue(claims(), ring=read_key_ring(json.dumps(old)), realm=REALM)
        public_only = {k: v for k, v in old["keys"][0].items() if k != "d"}
        both = read_key_ring(json.dumps({"keys": [new["keys"][0], public_only]}))

        assert read(token, ring=both, realm=REALM, at=AT)
        with pytest.raises(AccessTokenInvalid):
            read(token, ring=read_key_ring(json.dumps(new)), realm=REALM, at=AT)

    def test_the_first_key_signs(self):
        old, new = json.loads(new_key_ring_text()), json.loads(new_key_ring_text())
        both = read_key_ring(json.dumps({"keys": [new["keys"][0], old["keys"][0]]}))

        token = issue(claims(), ring=both, realm=REALM)

        assert read(token, ring=read_key_ring(json.dumps(new)), realm=REALM, at=AT)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{}",
            "[]",
            '{"keys": []}',
            '{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "1"}]}',
            '{"keys": [{"kty": "EC", "crv": "P-384", "kid": "1"}]}',
            '{"keys": [{"kty": "EC", "crv": "P-256", "kid": "1"}]}',
        ],
    )
    def test_keys_that_can_not_serve_are_refused_at_once(self, text):
        with pytest.raises(ValueError, match=r"key|JSON|Expecting"):
            read_key_ring(text)

    def test_the_first_key_needs_its_private_half(self):
        entry = json.loads(new_key_ring_text())["keys"][0]
        del entry["d"]

        with pytest.raises(ValueError, match="private"):
            read_key_ring(json.dumps({"keys": [entry]}))
