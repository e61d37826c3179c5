"""What the database itself holds to, and what is swept."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, transaction

from contexts.identity import models
from contexts.identity.parts.accounts.queries import second_factors_of
from contexts.identity.use_cases.forget_old_rows import forget_old_rows
from riz import clock, sealing
from riz.ids import new_id
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.second_factors.people import (
    challenge_of,
    person,
    with_passkey,
    with_totp,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)


def device(user, **facts):
    return models.TotpDevice(**{"user": user, "secret_sealed": "x", "created_at": NOW, **facts})


def waiting(user, **facts):
    return models.SignInChallenge(
        **{
            "hash": "a" * 64, "user": user, "purpose": "SIGN_IN", "method": "password",
            "created_at": NOW, "expires_at": LATER, **facts,
        }
    )  # fmt: skip


def asked(user, **facts):
    return models.WebauthnChallenge(
        **{
            "hash": "b" * 64, "user": user, "purpose": "STEP_UP", "created_at": NOW, "expires_at": LATER, **facts,
        }
    )  # fmt: skip


def passkey(user, **facts):
    return models.Passkey(
        **{
            "user": user, "credential_id": b"c", "public_key": b"k", "aaguid": new_id(), "name": "Phone",
            "created_at": NOW, **facts,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        lambda user: device(user, secret_sealed=""),
        lambda user: device(user, last_step=-1),
        lambda user: waiting(user, attempts=6),
        lambda user: waiting(user, purpose="ANYTHING"),
        lambda user: waiting(user, expires_at=NOW),
        lambda user: asked(None),
        lambda user: asked(user, purpose="SIGN_IN"),
        lambda user: asked(user, purpose="ANYTHING"),
        lambda user: asked(user, purpose="SECOND_FACTOR"),
        lambda user: asked(user, expires_at=NOW),
        lambda user: passkey(user, sign_count=-1),
        lambda user: models.RecoveryCode(
            hash="d" * 64, user=user, created_at=NOW, used_at=NOW - dt.timedelta(seconds=1)
        ),
    ],
    ids=range(12),
)
def test_the_database_refuses_what_can_t_be(row):
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        row(user).save(force_insert=True)


def test_one_app_and_one_enrolment_each():
    user = UserFactory()
    device(user).save()
    device(user, confirmed_at=NOW).save()

    for confirmed_at in (None, NOW):
        with pytest.raises(IntegrityError), transaction.atomic():
            device(user, confirmed_at=confirmed_at).save()


def test_a_credential_belongs_to_one_person():
    passkey(UserFactory()).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        passkey(UserFactory()).save()


def test_what_nobody_can_answer_any_more_is_swept():
    anita = with_passkey(with_totp())
    challenge_of(anita)
    anita.api.post("/auth/2fa/enable")
    anita.api.post("/auth/passkeys/sign-in-options")

    assert not forget_old_rows(at=clock.now())
    assert forget_old_rows(at=clock.now() + dt.timedelta(hours=2)).total() >= 3

    assert not models.SignInChallenge.objects.exists()
    assert not models.WebauthnChallenge.objects.exists()
    assert models.TotpDevice.objects.get().confirmed_at is not None


def test_factors_are_read_in_one_query(django_assert_num_queries):
    anita, ravi = with_passkey(with_totp()), person()

    with django_assert_num_queries(2):
        assert second_factors_of(anita.user.id) == ("totp", "passkey", "recovery_code")
        assert second_factors_of(ravi.user.id) == ()
    assert second_factors_of(new_id()) == ()


@pytest.mark.requirement("ASVS 5.0 11.2.2")
def test_seeds_move_to_a_new_key(settings):
    anita = with_totp()
    new = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, *settings.FIELD_ENCRYPTION_KEYS]

    call_command("reseal")

    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert sealing.unseal(models.TotpDevice.objects.get().secret_sealed) == anita.secret
