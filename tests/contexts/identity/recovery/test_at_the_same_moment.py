"""What is under way while an account is taken back is undone with the rest, or refused: nothing comes after it."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.start_impersonation import start_impersonation
from contexts.identity.parts.federation.contracts import ExternalIdentity
from contexts.identity.parts.federation.use_cases.link_login import link_login
from contexts.identity.use_cases.erase_due_users import erase_due_users
from contexts.identity.use_cases.recover_account import recover_account
from riz import clock
from riz.actor import SYSTEM, Actor
from riz.errors import RizError
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.contexts.identity.partners.factories import PartnerFactory
from tests.contexts.identity.recovery.leavings import Left, leave_everything
from tests.contexts.identity.second_factors.people import (
    fresh_code,
    log_in,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient
from tests.support.authenticator import Authenticator
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def is_waited_for() -> bool:
    """Whether somebody waits for what this transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        waiting: int = cursor.fetchone()[0]
        return waiting > 0


def while_recovering(user: Any, act: Any) -> Any:
    """Recover the account, and before that is committed have somebody act until they wait for it; return what they got."""
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(act())
        except RizError as refusal:
            got.append(refusal)
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        recover_account(user_id=user.id, actor=SYSTEM, at=clock.now())
        thread.start()
        assert eventually(is_waited_for, seconds=60)
    thread.join(60)
    assert not thread.is_alive()
    return got[0]


def registering_a_passkey():
    who = person()
    options = who.api.post("/auth/passkeys/registration-options").json()["public_key"]
    credential = Authenticator().create(options)
    return who, lambda: who.api.post("/auth/passkeys", {"name": "x", "credential": credential})


def enrolling_an_app():
    who = person()
    return who, lambda: who.api.post("/auth/2fa/enable")


def renewing_codes():
    who = with_totp()
    return who, lambda: who.api.post("/auth/2fa/recovery-codes")


def linking_a_login():
    who = person()
    session = models.Session.objects.get(user=who.user)
    actor = Actor(id=who.user.id, kind="traveller", session_id=session.id)
    external_identity = ExternalIdentity(
        provider="google",
        subject="mallory",
        email="m@riz.example",
        email_is_verified=True,
        full_name="M",
        locale="en",
        user_id=None,
    )
    return who, lambda: link_login(
        external_identity=external_identity, user_id=who.user.id, actor=actor, at=clock.now()
    )


def asking_for_another_address():
    who = person()
    return who, lambda: who.api.post("/auth/email/change", {"new_email": "m@riz.example"})


def asking_for_an_export():
    who = person()
    return who, lambda: who.api.post("/auth/exports")


def asking_for_erasure():
    who = person()
    return who, lambda: who.api.delete("/auth/me")


def issuing_a_key():
    partner, who = PartnerFactory(), person()
    RoleGrantFactory(user=who.user, role=Role.PARTNER_ADMIN, organisation=partner.organisation)
    body = {"label": "x", "scopes": ["bookings:read"]}
    return who, lambda: who.api.post(f"/partners/{partner.id}/credentials", body)


def acting_as_somebody():
    who, other = person(), UserFactory()
    RoleGrantFactory(user=who.user, role=Role.PORTAL_ADMIN)
    body = {"user_id": str(other.id), "reason": "x"}
    return who, lambda: who.api.post("/auth/impersonations", body)


def acting_as_somebody_from_the_staff_screen():
    who, other = person(), UserFactory()
    RoleGrantFactory(user=who.user, role=Role.PORTAL_ADMIN)
    facts = {"user_id": other.id, "reason": "x", "shown": (PASSWORD, "")}
    actor = models.User.objects.get(id=who.user.id).to_actor()
    return who, lambda: start_impersonation(actor=actor, at=clock.now(), **facts)


def changing_the_password():
    who = person()
    body = {"current_password": PASSWORD, "new_password": "an intruder chose this"}
    return who, lambda: who.api.post("/auth/password/change", body)


def signing_in():
    who = person()
    return who, lambda: log_in(who)


def signing_in_with_a_code():
    who = with_totp()
    body = {"challenge": log_in(who).json()["challenge"], "code": fresh_code(who)}
    return who, lambda: ApiClient().post("/auth/2fa/verify", body)


def signing_in_with_a_passkey():
    who = with_passkey()
    options = ApiClient().post("/auth/passkeys/sign-in-options").json()["public_key"]
    body = {"credential": who.device.get(options)}
    return who, lambda: ApiClient().post("/auth/passkeys/sign-in", body)


ACTS = (
    registering_a_passkey,
    enrolling_an_app,
    renewing_codes,
    linking_a_login,
    asking_for_another_address,
    asking_for_an_export,
    asking_for_erasure,
    issuing_a_key,
    acting_as_somebody,
    acting_as_somebody_from_the_staff_screen,
    changing_the_password,
    signing_in,
    signing_in_with_a_code,
    signing_in_with_a_passkey,
)


@pytest.mark.parametrize("prepare", ACTS, ids=lambda act: act.__name__)
def test_what_is_under_way_comes_to_nothing(prepare):
    who, act = prepare()

    answer = while_recovering(who.user, act)

    assert isinstance(answer, RizError) or answer.status_code in {401, 403, 422}, answer
    who.user.refresh_from_db()
    assert not who.user.has_usable_password()
    for table in (models.Passkey, models.TotpDevice, models.RecoveryCode, models.LinkedLogin):
        assert not table.objects.exists()
    assert not models.Session.objects.filter(revoked_at=None).exists()
    assert not models.MailLink.objects.open().exclude(kind="RESET_PASSWORD").exists()
    assert not models.DataExport.objects.exists()
    assert not models.Erasure.objects.filter(state="DUE").exists()
    assert not models.PartnerCredential.objects.filter(revoked_at=None).exists()


def test_an_erasure_that_comes_due_meanwhile_erases_nobody():
    user = person().user
    left = {one.column: one for one in leave_everything(user)}
    models.Erasure.objects.update(due_at=clock.now())
    erasure: Left = left["Erasure.user_id"]

    erased = while_recovering(user, lambda: erase_due_users(at=clock.now()))

    user.refresh_from_db()
    erasure.row.refresh_from_db()
    assert (erased, user.erased_at, erasure.row.state) == (0, None, "CANCELLED")
