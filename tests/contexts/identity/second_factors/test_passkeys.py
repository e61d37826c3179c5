"""Passkeys: registered, used instead of a password or beside it, and every forgery refused."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fido2.cose import ES512, RS256, EdDSA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexts.identity import models
from contexts.identity.errors import PasskeyNotAcceptable
from contexts.identity.parts.accounts.domain import webauthn
from riz import clock
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.racing import race
from tests.contexts.identity.second_factors.people import (
    challenge_of,
    forget_step_up,
    log_in,
    log_of,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient
from tests.support.authenticator import ORIGIN, PRESENT, VERIFIED, Authenticator, tampered

pytestmark = pytest.mark.django_db


def registration_options(who):
    return who.api.post("/auth/passkeys/registration-options").json()["public_key"]


def register(who, credential, name="Phone"):
    return who.api.post("/auth/passkeys", {"name": name, "credential": credential})


def sign_in_options():
    return ApiClient().post("/auth/passkeys/sign-in-options").json()["public_key"]


def sign_in(credential):
    return ApiClient().post("/auth/passkeys/sign-in", {"credential": credential})


def second_factor_options(challenge):
    answer = ApiClient().post("/auth/2fa/passkey-options", {"challenge": challenge})
    return answer.json()["public_key"]


def second_factor(challenge, credential):
    facts = {"challenge": challenge, "credential": credential}
    return ApiClient().post("/auth/2fa/passkey", facts)


class TestRegistering:
    @pytest.mark.requirement("ASVS 5.0 6.7.2")
    def test_options_say_who_we_are_and_hold_a_long_challenge(self):
        anita = person(email="anita@riz.example", full_name="Anita Debbarma")

        options = registration_options(anita)

        assert options["rp"] == {"id": "riz.example", "name": "RIZ"}
        assert options["user"]["name"] == "anita@riz.example"
        assert UUID(bytes=plain(options["user"]["id"])) == anita.user.id
        assert len(plain(options["challenge"])) == 32
        assert {kind["alg"] for kind in options["pubKeyCredParams"]} == {-7, -8, -257}
        assert registration_options(anita)["challenge"] != options["challenge"]

    def test_a_passkey_is_kept_and_shown(self):
        anita = with_passkey()

        listed = anita.api.get("/auth/passkeys").json()["results"]

        assert listed == [anita.passkey]
        assert listed[0]["name"] == "Phone"
        assert listed[0]["transports"] == ["hybrid", "internal"]
        assert listed[0]["is_backed_up"] is True
        assert anita.api.get("/auth/2fa").json()["passkeys"] == 1

    def test_the_first_second_factor_alone_brings_recovery_codes(self):
        assert len(with_passkey().recovery_codes) == 10
        assert with_passkey(with_totp()).recovery_codes == []

    @pytest.mark.requirement("ASVS 5.0 6.3.7")
    def test_it_is_logged_and_told(self):
        anita = with_passkey()

        told = OutboxEvent.objects.get(name="identity.second_factor.changed.v1")
        assert told.payload["what"] == "passkey_added"
        assert "second_factor_changed" in log_of(anita)

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_it_needs_a_recent_authentication_at_both_ends(self):
        anita = person()
        options = registration_options(anita)
        forget_step_up(anita)

        begun = anita.api.post("/auth/passkeys/registration-options")
        ended = register(anita, Authenticator().create(options))

        assert begun.json()["code"] == ended.json()["code"] == "identity.step_up_required"
        assert not models.Passkey.objects.exists()

    @pytest.mark.parametrize(
        "forged",
        [
            {"origin": "https://riz.example.evil.test"},
            {"origin": "http://riz.example"},
            {"origin": "https://sub.riz.example"},
            {"rp_id": "evil.test"},
            {"cross_origin": True},
            {"flags": 0},
            {"credential_id": bytes(1024)},
        ],
        ids=str,
    )
    def test_what_is_for_somewhere_else_is_refused(self, forged):
        anita = person()

        answer = register(anita, Authenticator(**forged).create(registration_options(anita)))

        assert (answer.status_code, answer.json()["code"]) == (
            422,
            "identity.passkey_not_acceptable",
        )
        assert not models.Passkey.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_a_challenge_is_good_once(self):
        anita = person()
        options = registration_options(anita)

        first = register(anita, Authenticator().create(options))
        second = register(anita, Authenticator().create(options))

        assert (first.status_code, second.status_code) == (201, 422)

    @pytest.mark.requirement("ASVS 5.0 6.5.5")
    def test_a_challenge_is_over_after_five_minutes(self):
        anita = person()
        options = registration_options(anita)

        with time_machine.travel(clock.now() + dt.timedelta(minutes=5, seconds=1)):
            answer = register(anita, Authenticator().create(options))

        assert answer.status_code == 422

    @pytest.mark.requirement("ASVS 5.0 6.6.2")
    def test_somebody_else_s_challenge_is_refused(self):
        anita, ravi = person(), person()

        answer = register(ravi, Authenticator().create(registration_options(anita)))

        assert answer.status_code == 422

    def test_an_assertion_is_no_registration(self):
        anita = person()
        device = Authenticator()

        answer = register(anita, device.create(registration_options(anita), type="webauthn.get"))

        assert answer.status_code == 422

    def test_one_authenticator_is_registered_once(self):
        anita = with_passkey()
        ravi = person()

        own = register(anita, anita.device.create(registration_options(anita)))
        theirs = register(ravi, anita.device.create(registration_options(ravi)))

        assert (own.status_code, own.json()["code"]) == (409, "identity.passkey_taken")
        assert theirs.status_code == 409
        assert models.Passkey.objects.get().user_id == anita.user.id

    def test_twenty_are_enough(self):
        anita = with_passkey()
        known = models.Passkey.objects.get()
        for number in range(19):
            known.pk, known.credential_id = None, f"credential {number}".encode()
            known.id = UUID(int=number + 1)
            known.save(force_insert=True)

        answer = anita.api.post("/auth/passkeys/registration-options")

        assert (answer.status_code, answer.json()["code"]) == (409, "identity.too_many_passkeys")

    @pytest.mark.requirement("ASVS 5.0 11.6.1")
    @pytest.mark.parametrize(
        ("public_key", "is_taken"),
        [
            (EdDSA.from_cryptography_key(ed25519.Ed25519PrivateKey.generate().public_key()), True),
            (RS256.from_cryptography_key(rsa.generate_private_key(65537, 2048).public_key()), True),
            (RS256.from_cryptography_key(rsa.generate_private_key(65537, 1024).public_key()), False),  # noqa: S505
            (ES512.from_cryptography_key(ec.generate_private_key(ec.SECP521R1()).public_key()), False),
            ({1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\2" * 32}, False),
            ({1: 2, 3: -65535, -1: 1, -2: b"\1" * 32, -3: b"\2" * 32}, False),
            ({1: 2}, False),
        ],
        ids=["ed25519", "rsa-2048", "rsa-1024", "p-521", "off-the-curve", "sha-1", "nothing"],
    )  # fmt: skip
    def test_only_sound_keys_are_taken(self, public_key, is_taken):
        anita = person()

        answer = register(
            anita,
            Authenticator().create(registration_options(anita), public_key=public_key),
        )

        assert answer.status_code == (201 if is_taken else 422)

    @pytest.mark.parametrize("name", ["", "x" * 81, "a\x00b", None, 5.5, {"a": 1}], ids=range(6))
    def test_names_are_short_texts(self, name):
        anita = person()

        answer = register(anita, Authenticator().create(registration_options(anita)), name=name)

        assert answer.status_code in ({201} if name == 5.5 else {400, 422})


class TestSigningIn:
    def test_it_signs_in_without_a_password(self):
        anita = with_passkey()

        answer = sign_in(anita.device.get(sign_in_options()))

        assert answer.status_code == 200
        assert answer.json()["user_id"] == str(anita.user.id)
        session = models.Session.objects.get(id=answer.json()["session_id"])
        assert session.methods == ["passkey"]
        assert models.Passkey.objects.get().last_used_at is not None

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_the_options_tell_nothing_of_anybody(self):
        with_passkey()

        options = sign_in_options()

        assert set(options) <= {
            "challenge",
            "rpId",
            "timeout",
            "userVerification",
            "allowCredentials",
        }
        assert not options.get("allowCredentials")
        assert options["userVerification"] == "required"

    @pytest.mark.parametrize(
        "forged",
        [
            {"origin": "https://riz.example.evil.test"},
            {"origin": "null"},
            {"rp_id": "evil.test"},
            {"cross_origin": True},
            {"flags": VERIFIED},
            {"flags": PRESENT},
            {"credential_id": b"nobody's"},
            {"user_handle": None},
            {"user_handle": "AAAAAAAAAAAAAAAAAAAAAA"},
            {"key": ec.generate_private_key(ec.SECP256R1())},
        ],
        ids=[
            "another-site", "no-site", "another-domain", "in-a-frame", "nobody-present", "not-verified",
            "unknown-credential", "no-owner", "another-owner", "another-key",
        ],
    )  # fmt: skip
    def test_forgeries_are_refused_alike(self, forged):
        anita = with_passkey()
        for name, value in forged.items():
            setattr(anita.device, name, value)

        answer = sign_in(anita.device.get(sign_in_options()))

        assert (answer.status_code, answer.json()["code"]) == (401, "identity.passkey_unknown")
        assert not models.Session.objects.filter(methods=["passkey"]).exists()

    @pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON"])
    def test_what_was_tampered_with_is_refused(self, part):
        anita = with_passkey()
        credential = anita.device.get(sign_in_options())
        credential["response"][part] = tampered(credential["response"][part])

        assert sign_in(credential).status_code in {401, 422}
        assert not models.Session.objects.filter(methods=["passkey"]).exists()

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_an_assertion_is_good_once(self):
        anita = with_passkey()
        credential = anita.device.get(sign_in_options())

        assert [sign_in(credential).status_code for _ in range(2)] == [200, 401]

    def test_a_challenge_of_our_own_making_only(self):
        anita = with_passkey()
        options = {**sign_in_options(), "challenge": text(b"x" * 32)}

        assert sign_in(anita.device.get(options)).status_code == 401

    @pytest.mark.requirement("ASVS 5.0 6.6.2")
    def test_a_challenge_for_something_else_is_refused(self):
        anita = with_passkey()
        step_up = anita.api.post("/auth/step-up/passkey-options").json()["public_key"]
        second = second_factor_options(challenge_of(anita))

        for options in (step_up, second, registration_options(anita)):
            assert sign_in(anita.device.get(options)).status_code == 401

    @pytest.mark.requirement("ASVS 5.0 6.5.5")
    def test_a_challenge_is_over_after_five_minutes(self):
        anita = with_passkey()
        options = sign_in_options()

        with time_machine.travel(clock.now() + dt.timedelta(minutes=5, seconds=1)):
            answer = sign_in(anita.device.get(options))

        assert answer.status_code == 401

    def test_a_counter_that_goes_back_is_refused_and_logged(self):
        anita = with_passkey()
        sign_in(anita.device.get(sign_in_options()))
        anita.device.sign_count = 0

        copied = sign_in(anita.device.get(sign_in_options()))
        original = sign_in(anita.device.get(sign_in_options()))

        assert (copied.status_code, original.status_code) == (401, 200)
        assert "passkey_counter_went_back" in log_of(anita)
        assert models.Passkey.objects.get().sign_count == 2

    def test_passkeys_that_count_nothing_work_again_and_again(self):
        anita = with_passkey(counts=False)

        assert [sign_in(anita.device.get(sign_in_options())).status_code for _ in range(3)] == (
            [200] * 3
        )

    def test_a_counter_that_stops_counting_is_refused(self):
        anita = with_passkey()
        sign_in(anita.device.get(sign_in_options()))
        anita.device.sign_count, anita.device.counts = 0, False

        assert sign_in(anita.device.get(sign_in_options())).status_code == 401

    def test_whoever_is_disabled_stays_out(self):
        anita = with_passkey()
        models.User.objects.filter(id=anita.user.id).update(is_active=False)

        assert sign_in(anita.device.get(sign_in_options())).status_code == 401

    def test_refusals_are_logged(self):
        anita = with_passkey()
        anita.device.origin = "https://evil.test"
        sign_in(anita.device.get(sign_in_options()))

        assert log_of(anita)[-1] == "passkey_refused"

    def test_what_browsers_add_is_passed_over(self):
        anita = with_passkey()
        credential = anita.device.get(sign_in_options())
        credential["somethingNew"] = {"a": [1]}
        credential["response"]["moreOfIt"] = "x"

        assert sign_in(credential).status_code == 200


class TestAsSecondFactor:
    def test_it_completes_a_sign_in(self):
        anita = with_passkey()
        challenge = challenge_of(anita)
        options = second_factor_options(challenge)

        answer = second_factor(challenge, anita.device.get(options))

        assert [one["id"] for one in options["allowCredentials"]] == [
            text(anita.device.credential_id)
        ]
        session = models.Session.objects.get(id=answer.json()["session_id"])
        assert session.methods == ["password", "passkey"]

    def test_a_key_that_verifies_nobody_is_enough_beside_the_password(self):
        anita = with_passkey(flags=PRESENT)
        challenge = challenge_of(anita)

        answer = second_factor(challenge, anita.device.get(second_factor_options(challenge)))

        assert answer.status_code == 200

    def test_one_s_own_passkey_does_not_complete_another_s_sign_in(self):
        anita, ravi = with_passkey(), with_passkey()
        challenge = challenge_of(anita)

        answer = second_factor(challenge, ravi.device.get(second_factor_options(challenge)))

        assert (answer.status_code, answer.json()["code"]) == (
            401,
            "identity.second_factor_wrong",
        )
        assert log_of(anita)[-2:] == ["passkey_refused", "second_factor_failed"]

    @pytest.mark.requirement("ASVS 5.0 6.6.2")
    def test_what_was_signed_for_one_sign_in_completes_no_other(self):
        anita = with_passkey()
        first, second = challenge_of(anita), challenge_of(anita)
        credential = anita.device.get(second_factor_options(first))

        assert second_factor(second, credential).status_code == 401

    @pytest.mark.requirement("ASVS 5.0 6.6.3")
    def test_a_challenge_dies_of_five_answers(self):
        anita = with_passkey()
        challenge = challenge_of(anita)
        good = Authenticator.get(anita.device, second_factor_options(challenge))
        for _ in range(5):
            options = second_factor_options(challenge)
            bad = anita.device.get(options)
            bad["response"]["signature"] = tampered(bad["response"]["signature"])
            assert second_factor(challenge, bad).status_code == 401

        answer = second_factor(challenge, good)

        assert answer.json()["code"] == "identity.sign_in_challenge_invalid"

    def test_whoever_has_none_is_not_asked_for_one(self):
        anita = with_totp()

        answer = ApiClient().post("/auth/2fa/passkey-options", {"challenge": challenge_of(anita)})

        assert (answer.status_code, answer.json()["code"]) == (404, "identity.passkey_not_found")

    def test_an_unknown_challenge_has_no_options(self):
        answer = ApiClient().post("/auth/2fa/passkey-options", {"challenge": "nothing"})

        assert answer.json()["code"] == "identity.sign_in_challenge_invalid"


class TestKeeping:
    def test_it_is_renamed(self):
        anita = with_passkey()

        answer = anita.api.patch(f"/auth/passkeys/{anita.passkey['id']}", {"name": "Old phone"})

        assert answer.json() == {**anita.passkey, "name": "Old phone"}
        assert anita.api.get("/auth/passkeys").json()["results"][0]["name"] == "Old phone"

    @pytest.mark.requirement("ASVS 5.0 6.5.6")
    def test_it_is_removed_and_signs_nobody_in_any_more(self):
        anita = with_passkey()

        answer = anita.api.delete(f"/auth/passkeys/{anita.passkey['id']}")

        assert answer.status_code == 204
        assert sign_in(anita.device.get(sign_in_options())).status_code == 401
        assert log_in(anita).status_code == 200
        assert not models.RecoveryCode.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_removing_needs_a_recent_authentication(self):
        anita = with_passkey()
        forget_step_up(anita)

        answer = anita.api.delete(f"/auth/passkeys/{anita.passkey['id']}")

        assert answer.json()["code"] == "identity.step_up_required"
        assert models.Passkey.objects.exists()

    def test_somebody_else_s_is_not_there(self):
        anita, ravi = with_passkey(), person()
        path = f"/auth/passkeys/{anita.passkey['id']}"

        assert ravi.api.patch(path, {"name": "Mine"}).status_code == 404
        assert ravi.api.delete(path).status_code == 404
        assert ravi.api.get("/auth/passkeys").json() == {
            "results": [],
            "next": None,
            "previous": None,
        }

    @pytest.mark.parametrize("field", ["id", "user_id", "sign_count", "public_key", "is_backed_up"])
    def test_nothing_but_the_name_can_be_changed(self, field):
        anita = with_passkey()

        answer = anita.api.patch(
            f"/auth/passkeys/{anita.passkey['id']}", {"name": "Mine", field: 5}
        )

        assert answer.status_code == 422


class TestReading:
    PARTY = webauthn.RelyingParty(id="riz.example", name="RIZ", origins=frozenset({ORIGIN}))

    @pytest.mark.requirement("ASVS 5.0 11.2.5")
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=8,
        ),
        st.binary(max_size=200),
        st.binary(max_size=200),
    )
    @settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
    def test_nonsense_is_refused_and_nothing_else(self, facts, attestation, signature):
        client_data = text(json.dumps(facts).encode())
        credential = {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": client_data,
                "attestationObject": text(attestation),
                "authenticatorData": text(attestation),
                "signature": text(signature),
            },
        }

        for read in (
            lambda: webauthn.challenge_in(credential),
            lambda: webauthn.verify_registration(
                self.PARTY, challenge=bytes(32), credential=credential
            ),
            lambda: webauthn.verify_assertion(
                self.PARTY,
                challenge=bytes(32),
                credential=credential,
                credential_id=bytes(3),
                public_key=attestation,
                verify_user=True,
            ),
        ):
            with pytest.raises(PasskeyNotAcceptable):
                read()

    @given(st.integers(0, 400), st.integers(1, 255))
    @settings(max_examples=60)
    def test_a_registration_with_one_other_byte_is_taken_or_refused(self, position, difference):
        device = Authenticator()
        made = device.create({"challenge": text(bytes(32)), "user": {"id": "AAAA"}})
        changed = bytearray(plain(made["response"]["attestationObject"]))
        changed[position % len(changed)] ^= difference
        made["response"]["attestationObject"] = text(bytes(changed))

        # Any other exception fails the test: what is wrong is told as a refusal, or nothing is.
        with contextlib.suppress(PasskeyNotAcceptable):
            new = webauthn.verify_registration(self.PARTY, challenge=bytes(32), credential=made)
            assert new.credential_id

    def test_a_signature_over_other_bytes_is_refused(self):
        device = Authenticator()
        made = device.create({"challenge": text(bytes(32)), "user": {"id": "AAAA"}})
        new = webauthn.verify_registration(self.PARTY, challenge=bytes(32), credential=made)
        credential = device.get({"challenge": text(bytes(32))})
        signed = plain(credential["response"]["authenticatorData"]) + sha256(b"{}").digest()
        signature = device.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        credential["response"]["signature"] = text(signature)

        with pytest.raises(PasskeyNotAcceptable):
            webauthn.verify_assertion(
                self.PARTY,
                challenge=bytes(32),
                credential=credential,
                credential_id=new.credential_id,
                public_key=new.public_key,
                verify_user=True,
            )


@pytest.mark.requirement("ASVS 5.0 6.5.1")
@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_same_assertions_one_signs_in():
    anita = with_passkey()
    credential = anita.device.get(sign_in_options())

    outcomes = race(4, lambda: sign_in(credential).status_code)

    assert sorted(outcomes) == [200, 401, 401, 401]


def plain(encoded):
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def text(some_bytes):
    return urlsafe_b64encode(some_bytes).decode().rstrip("=")
