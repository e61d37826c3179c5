"""Nothing that somebody left in an account outlives its recovery: found by the tables, not by a list of parts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind, Role
from contexts.identity.use_cases.register_verified_user import register_verified_user
from riz import clock
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.contexts.identity.links import token_in_mail
from tests.contexts.identity.recovery.leavings import (
    LEAVINGS,
    STAYS,
    leave_everything,
    people_columns,
)
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db(transaction=True)
STRANGER = {
    "full_name": "Mallory",
    "phone": "+74951234567",
    "time_zone": "Europe/Moscow",
    "password": "a stranger chose this",
}


def confirmed():
    user = UserFactory(full_name="Anita Debbarma", phone="+913812225555")
    api = ApiClient().sign_in(user)
    assert api.post("/auth/email/change", {"new_email": "m@riz.example"}).status_code == 202
    token = token_in_mail(MailLinkKind.CHANGE_EMAIL)
    assert api.post("/auth/email/change/confirm", {"token": token}).status_code == 204
    return user


def unconfirmed():
    body = {"email": "anita@riz.example", **STRANGER}
    assert ApiClient().post("/auth/register", body).status_code == 202
    return models.User.objects.get(email="anita@riz.example")


def undo(user):
    token = token_in_mail(MailLinkKind.UNDO_EMAIL_CHANGE)
    assert ApiClient().post("/auth/email/change/undo", {"token": token}).status_code == 204


def recover_as_staff(user):
    admin, client = RoleGrantFactory(role=Role.PORTAL_ADMIN).user, Client()
    client.force_login(admin)
    page = reverse("admin:identity_user_reset_second_factors", args=[user.id])
    answer = client.post(page, {"reason": "showed her passport", "was_in_wrong_hands": "on"})
    assert answer.status_code == 302, answer.content


def register_again(user):
    body = {"email": user.email, "password": PASSWORD, "full_name": "Anita Debbarma"}
    assert ApiClient().post("/auth/register", body).status_code == 202
    choose_password(MailLinkKind.FINISH_REGISTRATION)


def forget_password(user):
    assert ApiClient().post("/auth/password/forgot", {"email": user.email}).status_code == 202
    choose_password(MailLinkKind.RESET_PASSWORD)


def choose_password(kind):
    body = {"token": token_in_mail(kind), "new_password": "four boats under the bridge"}
    assert ApiClient().post("/auth/password/reset", body).status_code == 204


def come_from_a_provider(user):
    assert register_verified_user(email=user.email, full_name="Anita D", at=clock.now()) == user.id


RECOVERIES = {
    "undo": (confirmed, undo),
    "staff": (confirmed, recover_as_staff),
    "register again": (unconfirmed, register_again),
    "forgot": (unconfirmed, forget_password),
    "provider": (unconfirmed, come_from_a_provider),
}


def test_every_column_that_names_a_person_has_a_row_to_leave():
    assert people_columns() == set(LEAVINGS)
    assert set(STAYS) <= set(LEAVINGS)


@pytest.mark.parametrize(("begin", "recover"), RECOVERIES.values(), ids=RECOVERIES)
def test_what_was_left_is_ended_or_stays_for_a_reason(begin, recover):
    user = begin()
    left = leave_everything(user)

    recover(user)

    assert {one.column for one in left if not one.is_answered} == set(STAYS)


@pytest.mark.parametrize(("begin", "recover"), RECOVERIES.values(), ids=RECOVERIES)
def test_of_the_account_itself_no_stranger_s_word_stays(begin, recover):
    user = begin()
    api = ApiClient().sign_in(user)
    version = api.get("/users/me/profile")["ETag"]
    stranger = {key: value for key, value in STRANGER.items() if key != "password"}
    body = {
        **stranger,
        "avatar_url": "https://m.example/a.png",
        "locale": "ru",
        "default_currency": "RUB",
    }
    body |= {"bio": "M", "home_place": "M", "languages": ["ru"], "emergency_contact": None}
    answer = api.put("/users/me/profile", body, headers={"If-Match": version})
    assert answer.status_code == 200, answer.content

    recover(user)

    shown = str(ApiClient().sign_in(user).get("/users/me/profile").json())
    words = {*stranger.values(), "m.example", "'ru'", "RUB", "'M'", PASSWORD}
    assert [word for word in words if word in shown] == []


def test_what_an_account_told_and_issued_long_before_stays():
    user = confirmed()
    left = {one.column: one for one in leave_everything(user)}
    long_ago = "2020-01-01T00:00:00Z"
    models.Profile.objects.update(updated_at=long_ago)
    models.PartnerCredential.objects.update(created_at=long_ago)

    undo(user)

    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Anita Debbarma", "+913812225555")
    assert models.Profile.objects.get().bio == "Mallory"
    assert not models.PartnerCredential.objects.exclude(revoked_at=None).exists()
    assert not models.Passkey.objects.filter(pk=left["Passkey.user_id"].row.pk).exists()
