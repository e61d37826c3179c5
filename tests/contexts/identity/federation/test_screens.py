"""Staff screens of applications."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from tests.contexts.identity.admin.staff import staff_client
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.federation.walking import App, register, tokens_for

pytestmark = pytest.mark.django_db

STATED = {
    "name": "Trip Helper",
    "homepage": "https://app.example",
    "client_type": "confidential",
    "redirect_uris": "https://app.example/callback",
    "scopes": ["openid", "bookings:read"],
}


def test_staff_register_an_application_and_see_its_secret_once():
    client = staff_client()
    answer = client.post(reverse("admin:identity_application_add"), STATED, follow=True)
    row = models.Application.objects.get()
    secret = re.search(r"shown this once: ([\w-]+)", answer.content.decode())[1]
    app = App(row.client_id, secret, row.id)
    assert tokens_for(app, UserFactory(), scope="openid")["access_token"]
    again = client.get(reverse("admin:identity_application_change", args=[row.id]))
    assert again.status_code == 200
    assert secret not in again.content.decode()
    assert row.client_secret not in again.content.decode()


@pytest.mark.requirement("ASVS 5.0 10.4.1")
@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example/callback",
        "https://*.example/callback",
        "https://app.example/callback#x",
        "https://user@app.example/",
        "javascript:alert(1)",
        "https://app.example/a/../b",
        "http://localhost/callback",
        "https://",
        "myapp://callback",
    ],
)
def test_an_address_that_leads_elsewhere_is_not_registered(uri):
    answer = staff_client().post(
        reverse("admin:identity_application_add"), STATED | {"redirect_uris": uri}
    )
    assert answer.status_code == 200
    assert not models.Application.objects.exists()


def test_staff_disable_enable_and_renew():
    app = register()
    client = staff_client()
    where = reverse("admin:identity_application_changelist")
    for action, is_disabled in (("disable", True), ("enable", False)):
        client.post(where, {"action": action, "_selected_action": [str(app.id)]})
        assert (models.Application.objects.get().disabled_at is not None) == is_disabled
    before = models.Application.objects.get().client_secret
    answer = client.post(
        where, {"action": "renew_secret", "_selected_action": [str(app.id)]}, follow=True
    )
    assert "shown this once" in answer.content.decode()
    assert models.Application.objects.get().client_secret != before


def test_portal_staff_manage_no_applications():
    assert staff_client(Role.PORTAL_STAFF).get(
        reverse("admin:identity_application_changelist")
    ).status_code in {302, 403}


def test_no_screen_shows_tokens():
    shown = {model.__name__ for model in admin.site._registry}
    assert not shown & {
        "ProgramToken",
        "ProgramRefreshToken",
        "AuthorizationCode",
        "IDToken",
        "Grant",
    }
    tokens_for(register(), UserFactory())
    client = staff_client()
    for table in ("consent", "linkedlogin", "application"):
        assert client.get(reverse(f"admin:identity_{table}_changelist")).status_code == 200
