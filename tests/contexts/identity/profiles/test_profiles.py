"""Profiles and preferences over HTTP: whose, by whom, at which version."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.change_profile import change_profile
from contexts.identity.parts.profiles import api as profiles
from riz.actor import SYSTEM
from riz.outbox.models import OutboxEvent
from riz.sealing import unseal
from tests.contexts.identity.factories import UserFactory
from tests.support.sign_in import access_token_of

pytestmark = pytest.mark.django_db

PROFILE = {
    "full_name": "Anita Debbarma",
    "phone": "+91 381 222 0000",
    "avatar_url": "https://images.riz.example/a.png",
    "locale": "bn",
    "time_zone": "Asia/Kolkata",
    "default_currency": "INR",
    "bio": "Lakes before temples.",
    "home_place": "Agartala",
    "languages": ["bn", "EN-gb", "bn"],
    "emergency_contact": {"name": "Bikash", "phone": "+91 381 222 0001", "relation": "brother"},
}
PREFERENCES = {
    "budget_level": "PREMIUM",
    "travel_styles": ["NATURE", "CULTURE"],
    "dietary_needs": ["VEGETARIAN"],
    "accessibility_needs": ["STEP_FREE"],
    "notification_channels": ["EMAIL"],
    "notification_kinds": [],
    "shown": ["FULL_NAME", "TRAVEL_STYLES"],
}
BOTH = pytest.mark.parametrize(
    ("path", "body"),
    [("profile", PROFILE), ("preferences", PREFERENCES)],
    ids=["profile", "preferences"],
)


def headers_of(user, **more):
    return {"Authorization": f"Bearer {access_token_of(user.id)}", **more}


@pytest.fixture
def user():
    return UserFactory(phone="+91 381 222 5555")


@pytest.fixture
def mine(api, user):
    """Read and write one's own."""

    def ask(path, body=None, match=None):
        address = f"/users/me/{path}"
        if body is None:
            return api.get(address, headers=headers_of(user))
        more = {"If-Match": match} if match else {}
        return api.put(address, body, headers=headers_of(user, **more))

    return ask


def change(mine, path, body):
    return mine(path, body, match=mine(path)["ETag"])


def test_a_profile_begins_with_the_facts_of_the_account(mine, user):
    answer = mine("profile")

    assert answer.status_code == 200
    assert answer.json()["full_name"] == "Anita Debbarma"
    assert (answer.json()["phone"], user.phone) == ("+91 381 222 5555", "+913812225555")
    assert answer.json()["languages"] == []
    assert answer.json()["emergency_contact"] is None


def test_preferences_begin_with_what_suits_most(mine):
    answer = mine("preferences").json()

    assert answer["budget_level"] == "STANDARD"
    assert answer["shown"] == []
    assert "OFFERS" not in answer["notification_kinds"]


def test_a_profile_is_replaced_and_read_back(mine, user):
    answer = change(mine, "profile", PROFILE)

    assert answer.status_code == 200
    assert answer.json() == mine("profile").json()
    assert answer["ETag"] == mine("profile")["ETag"]
    expected = {**PROFILE, "languages": ["bn", "en-GB"]}
    assert {name: answer.json()[name] for name in PROFILE} == expected
    user.refresh_from_db()
    assert (user.phone, user.locale) == ("+913812220000", "bn")


def test_preferences_are_replaced_and_read_back(mine):
    answer = change(mine, "preferences", PREFERENCES)

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in PREFERENCES} == PREFERENCES
    assert mine("preferences").json() == answer.json()


@BOTH
def test_what_is_sent_again_changes_nothing(mine, path, body):
    first = change(mine, path, body)
    told = OutboxEvent.objects.filter(name="identity.profile.changed.v1").count()

    again = change(mine, path, body)

    assert again["ETag"] == first["ETag"]
    assert OutboxEvent.objects.filter(name="identity.profile.changed.v1").count() == told == 1


@BOTH
def test_a_change_names_the_version_it_read(mine, path, body):
    assert mine(path, body).status_code == 428
    assert mine(path, body, match='"999"').status_code == 412
    seen = mine(path)["ETag"]
    assert mine(path, body, match=seen).status_code == 200
    assert mine(path, body, match=seen).status_code == 412


def test_a_change_of_the_account_by_staff_makes_the_version_old(api, mine, user, at):
    seen = mine("profile")["ETag"]
    change_profile(
        user_id=user.id, full_name="Anita D.", phone="", locale="en", time_zone="UTC",
        default_currency="INR", actor=SYSTEM, at=at,
    )  # fmt: skip

    assert mine("profile", PROFILE, match=seen).status_code == 412


@pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 8.2.3")
@BOTH
def test_somebody_elses_is_as_if_it_were_not_there(api, user, path, body):
    other = UserFactory()
    absent = "0198c5f0-1122-7aaa-8bbb-99aabbccddee"
    headers = headers_of(other, **{"If-Match": '"1"'})

    answers = [
        call
        for user_id in (user.id, absent, "nonsense")
        for call in (
            api.get(f"/users/{user_id}/{path}", headers=headers),
            api.put(f"/users/{user_id}/{path}", body, headers=headers),
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"identity.profile_not_found"}


@pytest.mark.requirement("ASVS 5.0 8.2.1")
@BOTH
def test_staff_who_manage_accounts_read_and_do_not_write(api, user, path, body):
    admin = UserFactory(kind="PORTAL_ADMIN")
    models.RoleGrant.objects.create(user=admin, role=Role.PORTAL_ADMIN)
    headers = headers_of(admin, **{"If-Match": "*"})

    assert api.get(f"/users/{user.id}/{path}", headers=headers).status_code == 200
    assert api.put(f"/users/{user.id}/{path}", body, headers=headers).status_code == 403


@BOTH
def test_nobody_signed_in_is_told_nothing(api, user, path, body):
    assert api.get(f"/users/{user.id}/{path}").status_code == 401
    assert api.put(f"/users/me/{path}", body).status_code == 401


@pytest.mark.requirement("ASVS 5.0 15.3.3")
@BOTH
@pytest.mark.parametrize(
    "extra", ["user_id", "version", "email", "is_active", "kind", "roles", "updated_at"]
)
def test_no_other_field_can_be_set(mine, path, body, extra):
    answer = mine(path, {**body, extra: "x"}, match=mine(path)["ETag"])

    assert answer.status_code == 422
    assert extra in answer.json()["errors"]


@pytest.mark.requirement("ASVS 5.0 2.2.1")
@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("profile", "time_zone", "Asia/Agartala"),
        ("profile", "default_currency", "RUP"),
        ("profile", "locale", "x"),
        ("profile", "phone", "call me"),
        ("profile", "avatar_url", "http://images.riz.example/a.png"),
        ("profile", "avatar_url", "javascript:alert(1)"),
        ("profile", "languages", ["not a language"]),
        ("profile", "languages", ["bn"] * 21),
        ("profile", "bio", "x" * 1001),
        ("profile", "emergency_contact", {"name": "B", "phone": "x"}),
        ("profile", "full_name", ""),
        ("preferences", "budget_level", "FREE"),
        ("preferences", "travel_styles", ["SLEEP"]),
        ("preferences", "shown", ["PHONE"]),
        ("preferences", "notification_channels", "EMAIL"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(mine, path, field, value):
    body = {"profile": PROFILE, "preferences": PREFERENCES}[path]

    answer = mine(path, {**body, field: value}, match=mine(path)["ETag"])

    assert answer.status_code == 422
    assert {name.split(".")[0] for name in answer.json()["errors"]} == {field}


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=1+1", "'; DROP TABLE x;--", "تطبيق 🏞️"]
)
def test_words_are_kept_as_they_were_written(mine, text):
    answer = change(
        mine, "profile", {**PROFILE, "bio": text, "home_place": text, "full_name": text}
    )

    assert answer.status_code == 200
    read = mine("profile").json()
    assert (read["bio"], read["home_place"], read["full_name"]) == (text, text, text)


@pytest.mark.requirement("ASVS 5.0 14.2.4")
def test_whom_to_call_is_sealed_at_rest(mine, user):
    change(mine, "profile", PROFILE)

    sealed = models.Profile.objects.get(user=user).emergency_contact_sealed

    assert "Bikash" not in sealed
    assert "Bikash" in unseal(sealed)


@pytest.mark.requirement("ASVS 5.0 14.3.2")
def test_answers_are_stored_by_no_cache(mine):
    assert mine("profile")["Cache-Control"] == "no-store"
    assert mine("preferences")["Cache-Control"] == "no-store"


def test_what_is_known_already_is_not_sent_again(api, user, mine):
    seen = mine("profile")["ETag"]

    answer = api.get("/users/me/profile", headers=headers_of(user, **{"If-None-Match": seen}))

    assert answer.status_code == 304


class TestWhatOthersSee:
    @pytest.mark.requirement("ASVS 5.0 14.2.6")
    def test_nothing_is_shown_by_itself(self, user, mine):
        change(mine, "profile", PROFILE)

        (shown,) = profiles.find_profiles(user_ids=[user.id]).values()

        assert (shown.full_name, shown.bio, shown.languages) == ("", "", ())

    @pytest.mark.requirement("ASVS 5.0 15.3.1")
    def test_what_somebody_chose_is_shown_and_no_more(self, user, mine):
        change(mine, "profile", PROFILE)
        change(mine, "preferences", PREFERENCES)

        (shown,) = profiles.find_profiles(user_ids=[user.id]).values()

        assert shown.full_name == "Anita Debbarma"
        assert shown.travel_styles == ("NATURE", "CULTURE")
        assert (shown.bio, shown.home_place, shown.avatar_url) == ("", "", "")

    def test_disabled_and_erased_people_are_not_found(self, at):
        disabled, erased = UserFactory(is_active=False), UserFactory(erased_at=at)

        assert profiles.find_profiles(user_ids=[disabled.id, erased.id]) == {}

    def test_many_cost_as_many_queries_as_one(self, django_assert_num_queries):
        ids = [UserFactory().id for _ in range(5)]

        with django_assert_num_queries(3):
            assert len(profiles.find_profiles(user_ids=ids)) == 5


@pytest.mark.parametrize("field", ["travel_styles", "dietary_needs", "accessibility_needs", "notification_channels", "notification_kinds", "shown"])  # fmt: skip
def test_the_database_knows_the_choices_too(user, at, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Preferences.objects.create(user=user, updated_at=at, **{field: ["NONSENSE"]})
