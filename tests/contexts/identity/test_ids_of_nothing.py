"""Ids in bodies that nothing has: refused by us, since the database itself finds out only at the commit."""

from __future__ import annotations

import pytest

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from riz.ids import new_id
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory, UserFactory

# With transactions that commit: in one that is rolled back nobody looks.
pytestmark = pytest.mark.django_db(transaction=True)
NOTHING = str(new_id())
HERE = "/organisations/{organisation}"


@pytest.fixture
def admin(api):
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.PORTAL_ADMIN)
    api.sign_in(user)
    return api


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/roles",
            {"name": "Guides", "permissions": ["booking.read_any"], "organisation_id": NOTHING},
        ),
        (
            "/partners",
            {
                "organisation_id": NOTHING,
                "name": "Himalaya",
                "domain": "himalaya.example",
                "contact_email": "api@himalaya.example",
            },
        ),
        (f"{HERE}/ownership", {"user_id": NOTHING}),
        (
            f"{HERE}/assignments",
            {"user_id": NOTHING, "kind": "PACKAGE", "asset_id": NOTHING},
        ),
        ("/invitations/accept", {"invitation_id": NOTHING}),
        ("/invitations/decline", {"invitation_id": NOTHING}),
        ("/auth/impersonations", {"user_id": NOTHING, "reason": "asked for help"}),
    ],
)
def test_are_refused(admin, path, body):
    organisation = OrganisationFactory(kind=OrganisationKind.SELLER)

    answer = admin.post(path.format(organisation=organisation.id), body)

    assert answer.status_code in {404, 422}, answer.content
    named = str(answer.json().get("errors", ""))
    assert "required" not in named
    assert "not known" not in named


def test_a_role_of_no_organisation_is_told_apart_from_one_for_everywhere(admin):
    body = {"name": "Guides", "permissions": ["booking.read_any"], "organisation_id": NOTHING}

    answer = admin.post("/roles", body)

    assert answer.json()["code"] == "identity.role_organisation_unknown"
    assert answer.json()["errors"].keys() == {"organisation_id"}
    assert not models.Role.objects.exists()
    assert admin.post("/roles", {**body, "organisation_id": None}).status_code == 201
