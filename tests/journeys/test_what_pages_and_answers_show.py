"""What is shown to people and programs: text stays text, passwords stay covered, nothing is shown that nobody asked for."""

from __future__ import annotations

import html
import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import URLField
from django.test import Client

from contexts.identity.models import User
from riz.ids import new_id
from tests.support.described import description

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
# Shown once, to whoever has just made or asked for it.
SECRETS_SHOWN_ONCE = {
    "access_token",
    "refresh_token",
    "csrf_token",
    "secret",
    "client_secret",
    "recovery_codes",
    "ticket",
    "challenge",
    "token",
}
SECRET_WORDS = re.compile(
    r"passw|secret|token|hash|sealed|salt|private|nonce|challenge|ticket|recovery_code"
)
NO_SECRETS = {"token_type", "password_changed_at", "recovery_codes_left", "has_password"}


@pytest.fixture
def password_fields(portal):
    """Every field for a password on a page that a stranger or a member of staff meets."""

    def fields(client, path):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200
        tags = re.findall(r"<input\b[^>]*>", answer.content.decode())
        return [tag for tag in tags if "password" in tag.lower()]

    return fields


class TestPasswordsOnPages:
    PAGES = ("/admin/login/",)

    @pytest.mark.requirement("ASVS 5.0 6.2.6")
    @pytest.mark.parametrize("path", PAGES)
    def test_are_covered_while_they_are_typed(self, password_fields, path):
        fields = password_fields(Client(), path)

        assert fields
        assert all('type="password"' in tag for tag in fields)

    @pytest.mark.requirement("ASVS 5.0 6.2.7")
    @pytest.mark.parametrize("path", PAGES)
    def test_may_be_pasted_and_kept_by_a_password_manager(self, password_fields, path):
        fields = password_fields(Client(), path)

        assert fields
        assert not [tag for tag in fields if 'autocomplete="off"' in tag or "onpaste" in tag]
        assert all("-password" in tag for tag in fields if "autocomplete=" in tag)


@pytest.mark.requirement("ASVS 5.0 6.4.2")
def test_nobody_is_asked_for_hints_or_secret_questions():
    asked = {
        name
        for schema in description()["components"]["schemas"].values()
        for name in schema.get("properties", {})
    } | {field.name for model in apps.get_models() for field in model._meta.get_fields()}

    assert len(asked) > 100
    assert [name for name in asked if re.search(r"hint|question|maiden|birth_place", name)] == []


@pytest.mark.requirement("ASVS 5.0 15.3.1")
def test_answers_hold_no_secret_but_those_shown_once():
    answers = {
        name: schema
        for name, schema in description()["components"]["schemas"].items()
        if not name.endswith("Request")
    }
    shown = {
        f"{name}.{field}"
        for name, schema in answers.items()
        for field, facts in schema.get("properties", {}).items()
        if SECRET_WORDS.search(field)
        and field not in SECRETS_SHOWN_ONCE | NO_SECRETS
        and not facts.get("writeOnly")
    }

    assert len(answers) > 20
    assert shown == set()


@pytest.mark.django_db
class TestMarkupInNames:
    @pytest.mark.requirement("ASVS 5.0 1.2.1")
    def test_is_text_on_staff_screens(self, portal):
        person = User.objects.create(email=f"{new_id()}@riz.example", full_name=MARKUP)
        staff = User.objects.create(email=f"{new_id()}@riz.example")
        staff.role_grants.create(role="PORTAL_ADMIN")
        client = Client()
        client.force_login(staff)
        for path in ("/admin/identity/user/", f"/admin/identity/user/{person.id}/change/"):
            page = client.get(path).content.decode()

            assert html.escape(MARKUP) in page or "&lt;script&gt;alert(1)" in page
            assert MARKUP not in page
            assert "<script>alert(1)" not in page

    @pytest.mark.requirement("ASVS 5.0 1.2.3")
    def test_is_a_string_in_json(self, api, portal):
        person = User.objects.create(email=f"{new_id()}@riz.example", full_name=MARKUP)

        answer = api.sign_in(person).get("/auth/me")

        assert answer["Content-Type"].startswith("application/json")
        assert answer.json()["full_name"] == MARKUP


@pytest.mark.requirement("ASVS 5.0 1.2.2")
def test_addresses_that_run_scripts_are_no_addresses():
    fields = [
        field
        for model in apps.get_models()
        if model.__module__.startswith("contexts.")
        for field in model._meta.get_fields()
        if isinstance(field, URLField)
    ]
    taken = []
    for field in fields:
        for address in ("javascript:alert(1)", "data:text/html,x", "vbscript:x", "java\nscript:x"):
            try:
                field.run_validators(address)
            except ValidationError:
                continue
            taken.append(f"{field}: {address}")

    assert fields
    assert taken == []
