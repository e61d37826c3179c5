"""The staff screen of roles."""

from __future__ import annotations

import pytest
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.roles.use_cases.create_role import create_role
from riz.actor import SYSTEM
from tests.contexts.identity.admin.staff import list_of, staff_client
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
ADD = "admin:identity_role_add"


@pytest.fixture
def admin():
    return staff_client()


@pytest.fixture
def guides(at):
    return create_role(name="Guides", permissions=["booking.read_any"], actor=SYSTEM, at=at)


def act(client, action, code):
    row = models.Role.objects.get(code=code)
    sent = {"action": action, "_selected_action": [str(row.id)]}
    return client.post(list_of("role"), sent, follow=True).content.decode()


def test_shows_roles_that_are_code_and_those_that_people_made(admin, guides):
    page = admin.get(list_of("role")).content.decode()

    assert "Guides" in page
    for code in (*Role, "identity.impersonate"):
        assert code in page


def test_makes_and_changes_one_through_the_use_cases(admin):
    seller = OrganisationFactory()
    facts = {"name": "Rangers", "description": "", "permissions": ["inventory.manage"]}

    admin.post(reverse(ADD), {**facts, "organisation": str(seller.id)})
    row = models.Role.objects.get()
    page = reverse("admin:identity_role_change", args=[row.id])
    admin.post(page, {**facts, "permissions": ["booking.read_any"], "code": "SELLER_OWNER"})

    changed = models.Role.objects.get()
    assert (changed.code, changed.organisation) == (row.code, seller)
    assert changed.permissions == ["booking.read_any"]
    actions = models.SecurityEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["role_created", "role_changed"]


def test_what_a_use_case_refuses_is_told_and_makes_nothing(admin):
    facts = {
        "name": "Rangers",
        "description": "",
        "permissions": ["identity.manage"],
        "organisation": str(OrganisationFactory().id),
    }

    page = admin.post(reverse(ADD), facts, follow=True).content.decode()

    assert "given here" in page
    assert not models.Role.objects.exists()


def test_one_that_is_held_goes_only_with_its_grants(admin, guides):
    RoleGrantFactory(role=guides.code)

    assert "still holds this role" in act(admin, "delete_unheld", guides.code)
    assert models.Role.objects.exists()

    act(admin, "delete_with_grants", guides.code)
    assert not models.Role.objects.exists()
    assert not models.RoleGrant.objects.filter(role=guides.code).exists()


@pytest.mark.requirement("ASVS 5.0 8.2.1")
@pytest.mark.parametrize("role", [Role.PORTAL_STAFF, Role.SUPPORT])
def test_others_change_none(guides, role):
    client = staff_client(role)

    assert client.get(reverse(ADD)).status_code == 403
    act(client, "delete_with_grants", guides.code)
    assert models.Role.objects.exists()
