"""The same good and bad values of a person through every door: requests, staff forms, use cases, commands, SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from contexts.identity import models
from contexts.identity.parts.accounts.use_cases.change_profile import change_profile
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from riz import clock
from riz.actor import SYSTEM
from riz.errors import Invalid
from tests.contexts.identity.admin.staff import staff_client
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.support.sign_in import access_token_of

pytestmark = pytest.mark.django_db

FACTS = {
    "full_name": "Anita Debbarma",
    "phone": "",
    "locale": "bn",
    "time_zone": "Asia/Kolkata",
    "default_currency": "INR",
}
GOOD = [
    ("full_name", " Ame\u0301lie \u09b6\u09b0\u09cd\u09ae\u09be ", "Am\u00e9lie \u09b6\u09b0\u09cd\u09ae\u09be"),
    ("full_name", "ക്\u200dഷ 👩\u200d👧", "ക്\u200dഷ 👩\u200d👧"),
    ("phone", "(0381) 222-5555", "+913812225555"),
    ("phone", "+880 1712-345678", "+8801712345678"),
    ("phone", "", ""),
    ("locale", "bn_in", "bn-IN"),
    ("time_zone", "Asia/Calcutta", "Asia/Calcutta"),
    ("default_currency", "JPY", "JPY"),
]  # fmt: skip
BAD = [
    ("full_name", "\u200b"),
    ("full_name", "Anita\U000e0041"),
    ("full_name", "A\ufff9B"),
    ("full_name", "A\ue000"),
    ("full_name", "A\U0010fffd"),
    ("full_name", "A\nB"),
    ("full_name", "A\x07B"),
    ("full_name", "A\u2028B"),
    ("full_name", "\u202eatinA"),
    ("full_name", "\u2067Anita"),
    ("full_name", "Z" + "\u0335\u0321\u0322\u0327\u0328\u0331\u0332\u0333"),
    ("phone", "abc"),
    ("phone", "1....."),
    ("phone", "112"),
    ("locale", "no such locale"),
    ("locale", "xx"),
    ("time_zone", "Asia/Agartala"),
    ("time_zone", "localtime"),
    ("time_zone", "Factory"),
    ("default_currency", "ZZZ"),
]


@dataclass
class Doors:
    """Each takes facts of a person and returns whose they became; nothing, when they were refused."""

    api: Any

    def registering(self, facts: dict[str, str]) -> models.User | None:
        body = {"email": "new@riz.example", "password": PASSWORD, **facts}
        answer = self.api.post("/auth/register", body)
        return self._stored(answer, 202, "new@riz.example", facts)

    def one_s_own_profile(self, facts: dict[str, str]) -> models.User | None:
        user = UserFactory()
        headers = {"Authorization": f"Bearer {access_token_of(user.id)}"}
        match = self.api.get("/users/me/profile", headers=headers)["ETag"]
        rest = {
            "avatar_url": "",
            "bio": "",
            "home_place": "",
            "languages": [],
            "emergency_contact": None,
        }
        answer = self.api.put(
            "/users/me/profile", {**facts, **rest}, headers={**headers, "If-Match": match}
        )
        return self._stored(answer, 200, user.email, facts)

    def _stored(
        self, answer: Any, status: int, email: str, facts: dict[str, str]
    ) -> models.User | None:
        if answer.status_code == 422:
            assert len(answer.json()["errors"]) == 1
            assert set(answer.json()["errors"]) <= set(facts)
            return None
        assert answer.status_code == status, answer.content
        return models.User.objects.get(email=email)

    def the_staff_form_of_somebody(self, facts: dict[str, str]) -> models.User | None:
        user = UserFactory()
        page = reverse("admin:identity_user_change", args=[user.id])
        return self._filled_in(page, facts, user.email)

    def the_staff_form_of_somebody_new(self, facts: dict[str, str]) -> models.User | None:
        stated = {"email": "new@riz.example", "kind": "TRAVELLER", "new_password": PASSWORD}
        return self._filled_in(
            reverse("admin:identity_user_add"), facts | stated, "new@riz.example"
        )

    def _filled_in(self, page: str, facts: dict[str, str], email: str) -> models.User | None:
        answer = staff_client().post(page, {**facts, "_save": "Save"})
        if answer.status_code == 200:
            assert len(answer.context["adminform"].form.errors) == 1
            return None
        assert answer.status_code == 302
        return models.User.objects.get(email=email)

    def the_use_case_of_a_change(self, facts: dict[str, str]) -> models.User | None:
        user = UserFactory()
        return self._called(
            lambda: change_profile(user_id=user.id, actor=SYSTEM, at=clock.now(), **facts),
            user.email,
        )

    def the_use_case_of_registering(self, facts: dict[str, str]) -> models.User | None:
        return self._called(
            lambda: register_user(
                email="new@riz.example", password=PASSWORD, at=clock.now(), **facts
            ),
            "new@riz.example",
        )

    def _called(self, act: Callable[[], object], email: str) -> models.User | None:
        try:
            with transaction.atomic():
                act()
        except Invalid:
            return None
        return models.User.objects.get(email=email)


DOORS = [name for name in vars(Doors) if not name.startswith("_") and callable(vars(Doors)[name])]  # fmt: skip


@pytest.fixture
def through(api, request):
    return getattr(Doors(api), request.param)


@pytest.mark.parametrize("through", DOORS, indirect=True)
@pytest.mark.parametrize(("fact", "written", "stored"), GOOD)
def test_what_is_good_is_stored_in_one_spelling(through, fact, written, stored):
    user = through({**FACTS, fact: written})

    assert user is not None
    assert getattr(user, fact) == stored


@pytest.mark.parametrize("through", DOORS, indirect=True)
@pytest.mark.parametrize(("fact", "text"), BAD)
def test_what_is_bad_is_refused_and_changes_nothing(through, fact, text):
    assert through({**FACTS, fact: text}) is None

    assert not models.User.objects.filter(
        full_name=FACTS["full_name"], time_zone=FACTS["time_zone"]
    ).exists()


@pytest.mark.parametrize(
    "through", [door for door in DOORS if "use_case" not in door], indirect=True
)
def test_people_have_a_name(through):
    assert through({**FACTS, "full_name": " "}) is None


@pytest.mark.parametrize("through", DOORS, indirect=True)
def test_a_number_without_a_code_is_of_the_country_of_the_person(through):
    user = through({**FACTS, "phone": "01712-345678", "time_zone": "Asia/Dhaka"})

    assert user is not None
    assert user.phone == "+8801712345678"


@pytest.mark.parametrize(
    ("fact", "text"),
    [("full_name", "\u200b"), ("full_name", "A\nB"), ("full_name", "A\x07"), ("full_name", "\u202eA"), ("phone", "abc"),
     ("phone", "(0381) 222-5555"), ("locale", "no such locale"), ("time_zone", "no zone"), ("default_currency", "inr"),
     ("email", "Anita@riz.example"), ("email", "anita"), ("avatar_url", "javascript:alert(1)")],
)  # fmt: skip
def test_sql_can_t_store_what_the_database_can_tell(fact, text):
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE identity_user SET {fact} = %s WHERE id = %s", [text, user.id])


BAD_EMAILS = ["anita@localhost", "anita@[127.0.0.1]", "anita@127.0.0.1", "anita@I♥.example", "অনিতা@riz.example", "anita@riz.invalid"]  # fmt: skip


class TestEmails:
    @pytest.mark.parametrize("path", ["/auth/register", "/auth/email/verification", "/auth/password/forgot"])  # fmt: skip
    @pytest.mark.parametrize("email", BAD_EMAILS)
    def test_that_no_mail_reaches_are_refused(self, api, path, email):
        body = {"email": email} | (
            {"password": PASSWORD, "full_name": "A"} if path.endswith("register") else {}
        )

        answer = api.post(path, body)

        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["email"])
        assert not models.MailLink.objects.exists()

    def test_of_mailboxes_in_other_scripts_are_refused_in_plain_words(self, api):
        answer = api.post("/auth/password/forgot", {"email": "অনিতা@riz.example"})

        assert "We can't send mail to this address yet" in answer.json()["errors"]["email"][0]

    @pytest.mark.parametrize("email", BAD_EMAILS)
    def test_are_refused_by_the_staff_form_and_by_commands(self, api, email):
        assert Doors(api)._filled_in(
            reverse("admin:identity_user_add"),
            {**FACTS, "email": email, "kind": "TRAVELLER", "new_password": PASSWORD},
            email,
        ) is None  # fmt: skip
        with pytest.raises((CommandError, Invalid)):
            call_command("createsuperuser", email=email, interactive=False)
        assert not models.User.objects.filter(email__startswith="anita").exists()

    def test_are_mailed_to_the_host_that_was_meant(self, api):
        api.post("/auth/register", {"email": "User@Faß.de", "password": PASSWORD, "full_name": "A"})

        assert models.MailLink.objects.get().recipient == "user@xn--fa-hia.de"

    def test_that_were_good_once_still_open_their_account(self, api):
        user = UserFactory(email="old@riz.example")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE identity_user SET email = 'old@[192.0.2.1]' WHERE id = %s", [user.id]
            )

        answer = api.post("/auth/login", {"email": "Old@[192.0.2.1]", "password": "wrong"})
        right = api.post("/auth/login", {"email": "Old@[192.0.2.1]", "password": PASSWORD})
        user.refresh_from_db()
        user.save()

        assert (answer.status_code, right.status_code) == (401, 200)
