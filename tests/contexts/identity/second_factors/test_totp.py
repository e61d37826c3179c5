"""Authenticator apps: switched on by a first code, each code once, guesses slowed down."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
import time_machine

from contexts.identity import models
from contexts.identity.parts.accounts.domain import second_factors
from riz import clock, sealing
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.second_factors.people import (
    challenge_of,
    code_of,
    forget_step_up,
    fresh_code,
    log_of,
    person,
    with_passkey,
    with_totp,
    wrong_code,
)

pytestmark = pytest.mark.django_db


class TestSwitchingOn:
    @pytest.mark.requirement("ASVS 5.0 6.5.3")
    def test_a_first_code_switches_it_on_and_shows_ten_recovery_codes(self):
        anita = person()
        enrolment = anita.api.post("/auth/2fa/enable").json()

        answer = anita.api.post("/auth/2fa/verify", {"code": code_of(enrolment["secret"])})

        codes = answer.json()["recovery_codes"]
        assert answer.status_code == 200
        assert len(set(codes)) == 10
        assert all(re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", code) for code in codes)
        assert anita.api.get("/auth/2fa").json()["recovery_codes_left"] == 10
        assert anita.api.get("/auth/2fa").json()["totp_confirmed_at"] is not None

    def test_the_address_and_the_picture_are_for_apps(self):
        anita = person(email="anita@riz.example")

        enrolment = anita.api.post("/auth/2fa/enable").json()

        read = pyotp.parse_uri(enrolment["otpauth_uri"])
        assert (read.secret, read.name, read.issuer) == (
            enrolment["secret"],
            "anita@riz.example",
            "RIZ",
        )
        assert re.fullmatch(
            r"<svg [^<]*>(<g [^<]*>)?(<path [^<]*/>)+(</g>)?</svg>", enrolment["qr_svg"]
        )

    @pytest.mark.requirement("ASVS 5.0 6.5.3")
    def test_seeds_have_160_random_bits(self):
        secrets = {second_factors.new_totp_secret() for _ in range(50)}

        assert len(secrets) == 50
        assert {len(secret) for secret in secrets} == {32}

    @pytest.mark.requirement("ASVS 5.0 11.3.3")
    def test_the_secret_is_sealed_at_rest_and_never_shown_again(self):
        anita = with_totp()
        row = models.TotpDevice.objects.get()

        assert anita.secret not in row.secret_sealed
        assert sealing.unseal(row.secret_sealed) == anita.secret
        assert anita.secret not in anita.api.get("/auth/2fa").content.decode()

    @pytest.mark.requirement("ASVS 5.0 6.5.2", "ASVS 5.0 11.5.1")
    def test_recovery_codes_are_hashes_at_rest(self):
        anita = with_totp()

        stored = set(models.RecoveryCode.objects.values_list("hash", flat=True))

        assert stored == {
            second_factors.hash_of(code.replace("-", "")) for code in anita.recovery_codes
        }
        # 24 characters of 5 bits: 120, more than the 112 of which ASVS asks no slow hash.
        assert {len(code.replace("-", "")) * 5 for code in anita.recovery_codes} == {120}

    def test_a_wrong_code_switches_nothing_on(self):
        anita = person()
        secret = anita.api.post("/auth/2fa/enable").json()["secret"]

        answer = anita.api.post("/auth/2fa/verify", {"code": wrong_code(secret)})

        assert (answer.status_code, answer.json()["code"]) == (422, "identity.code_wrong")
        assert anita.api.get("/auth/2fa").json()["totp_confirmed_at"] is None
        assert not models.RecoveryCode.objects.exists()

    def test_without_a_beginning_there_is_nothing_to_confirm(self):
        answer = person().api.post("/auth/2fa/verify", {"code": "123456"})

        assert (answer.status_code, answer.json()["code"]) == (409, "identity.no_enrolment")

    def test_a_beginning_is_over_after_a_quarter_of_an_hour(self):
        anita = person()
        secret = anita.api.post("/auth/2fa/enable").json()["secret"]
        models.TotpDevice.objects.update(created_at=clock.now() - dt.timedelta(minutes=16))

        answer = anita.api.post("/auth/2fa/verify", {"code": code_of(secret)})

        assert answer.json()["code"] == "identity.no_enrolment"

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_it_needs_a_recent_authentication(self):
        anita = person()
        forget_step_up(anita)

        answer = anita.api.post("/auth/2fa/enable")

        assert (answer.status_code, answer.json()["code"]) == (403, "identity.step_up_required")
        assert not models.TotpDevice.objects.exists()

    def test_the_app_that_is_on_stays_on_until_another_one_is_confirmed(self):
        anita = with_totp()
        old = anita.secret
        new = anita.api.post("/auth/2fa/enable").json()["secret"]
        assert models.TotpDevice.objects.count() == 2

        answer = anita.api.post("/auth/2fa/verify", {"code": code_of(new)})

        assert answer.status_code == 200
        assert sealing.unseal(models.TotpDevice.objects.get().secret_sealed) == new != old

    def test_it_is_logged_and_told(self):
        anita = with_totp()

        told = OutboxEvent.objects.filter(name="identity.second_factor.changed.v1")

        assert [event.payload["what"] for event in told] == ["totp_on"]
        assert "second_factor_changed" in log_of(anita)
        assert anita.secret not in str(list(told.values()))

    @pytest.mark.usefixtures("frozen_clock")
    def test_guessing_the_first_code_is_slowed_down(self):
        anita = person()
        secret = anita.api.post("/auth/2fa/enable").json()["secret"]
        wrong = wrong_code(secret)

        statuses = [
            anita.api.post("/auth/2fa/verify", {"code": wrong}).status_code for _ in range(6)
        ]

        assert statuses == [422] * 5 + [429]


class TestCodes:
    SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    @pytest.mark.requirement("RFC 6238")
    def test_codes_are_those_of_the_standard(self):
        seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        at = dt.datetime.fromtimestamp(1111111109, dt.UTC)

        assert second_factors.matching_step(secret=seed, code="081804", at=at) == 37037036

    @pytest.mark.requirement("ASVS 5.0 6.5.5")
    @pytest.mark.parametrize(
        ("aside", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
    )
    def test_one_step_aside_counts_and_two_don_t(self, aside, is_taken, at):
        step = int(at.timestamp()) // 30 + aside
        code = pyotp.TOTP(self.SECRET).generate_otp(step)

        found = second_factors.matching_step(secret=self.SECRET, code=code, at=at)

        assert found == (step if is_taken else None)

    @pytest.mark.parametrize(
        "text", ["12345", "1234567", "12345a", "", "١٢٣٤٥٦", "12345\n6x"], ids=range(6)
    )
    def test_what_is_no_code_is_none(self, text):
        assert second_factors.read_totp_code(text) is None

    @pytest.mark.parametrize("text", ["123 456", " 123456 ", "123-456"])
    def test_blanks_and_dashes_don_t_matter(self, text):
        assert second_factors.read_totp_code(text) == "123456"

    @pytest.mark.requirement("ASVS 5.0 6.5.8")
    def test_the_server_s_clock_decides(self):
        anita = with_totp()
        challenge = challenge_of(anita)

        with time_machine.travel(clock.now() + dt.timedelta(minutes=3)):
            late = anita.api.post("/auth/2fa/enable")
            code = code_of(anita.secret, clock.now() - dt.timedelta(minutes=3))
            answer = anita.api.sign_out().post(
                "/auth/2fa/verify", {"challenge": challenge, "code": code}
            )

        assert late.status_code == 200
        assert answer.status_code == 401


class TestSwitchingOff:
    def test_a_code_switches_it_off_and_the_password_alone_signs_in_again(self):
        anita = with_totp()

        answer = anita.api.post("/auth/2fa/disable", {"code": fresh_code(anita)})

        assert answer.status_code == 204
        assert anita.api.get("/auth/2fa").json() == {
            "totp_confirmed_at": None,
            "passkeys": 0,
            "recovery_codes_left": 0,
        }
        assert not models.RecoveryCode.objects.exists()

    def test_a_recovery_code_does_too(self):
        anita = with_totp()

        answer = anita.api.post("/auth/2fa/disable", {"code": anita.recovery_codes[0]})

        assert answer.status_code == 204

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_the_used_code_does_not(self):
        anita = with_totp()

        answer = anita.api.post("/auth/2fa/disable", {"code": anita.used_code})

        assert (answer.status_code, answer.json()["code"]) == (422, "identity.code_wrong")
        assert models.TotpDevice.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_it_needs_a_recent_authentication_beside_the_code(self):
        anita = with_totp()
        forget_step_up(anita)

        answer = anita.api.post("/auth/2fa/disable", {"code": fresh_code(anita)})

        assert answer.json()["code"] == "identity.step_up_required"
        assert models.TotpDevice.objects.exists()

    def test_where_there_is_none_there_is_nothing_to_switch_off(self):
        answer = person().api.post("/auth/2fa/disable", {"code": "123456"})

        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "identity.second_factor_not_on",
        )

    def test_recovery_codes_stay_for_a_passkey_that_stays(self):
        anita = with_passkey(with_totp())

        anita.api.post("/auth/2fa/disable", {"code": fresh_code(anita)})

        assert models.RecoveryCode.objects.count() == 10


class TestRecoveryCodes:
    def test_a_new_set_replaces_the_old_one(self):
        anita = with_totp()

        codes = anita.api.post("/auth/2fa/recovery-codes").json()["recovery_codes"]

        assert len(codes) == 10
        assert not set(codes) & set(anita.recovery_codes)
        assert (
            anita.api.post("/auth/2fa/disable", {"code": anita.recovery_codes[0]}).status_code
            == 422
        )
        assert anita.api.post("/auth/2fa/disable", {"code": codes[0]}).status_code == 204

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_it_needs_a_recent_authentication(self):
        anita = with_totp()
        forget_step_up(anita)

        answer = anita.api.post("/auth/2fa/recovery-codes")

        assert answer.json()["code"] == "identity.step_up_required"

    def test_nobody_has_any_without_a_second_factor(self):
        assert person().api.post("/auth/2fa/recovery-codes").status_code == 409

    def test_however_it_is_typed_it_counts(self):
        assert second_factors.read_recovery_code("mzxw 6ytb-oi2d gnjq gy3t qojq") == (
            "MZXW6YTBOI2DGNJQGY3TQOJQ"
        )
        assert second_factors.read_recovery_code("MZXW6YTBOI2DGNJQGY3TQOJ1") is None
