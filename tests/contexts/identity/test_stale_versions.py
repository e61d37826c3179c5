"""A version that is stale is told in one way, whether it was so before the request or becomes so while it is carried out."""

from __future__ import annotations

import pytest

from contexts.identity.contracts import OrganisationKind, Role
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory
from tests.contexts.identity.partners.factories import PartnerFactory
from tests.support.api_client import ApiClient
from tests.support.described import description
from tests.support.overtaking import overtake

pytestmark = pytest.mark.django_db(transaction=True)

PROFILE, PREFERENCES = "/users/{user_id}/profile", "/users/{user_id}/preferences"
ROWS = {
    "/organisations/{organisation_id}": ("identity_organisation", "id", "version"),
    "/partners/{partner_id}": ("identity_partner", "id", "version"),
    PROFILE: ("identity_user", "id", "facts_version"),
    PREFERENCES: ("identity_preferences", "user_id", "version"),
}


def versioned():
    return {
        path.removeprefix("/api/v1")
        for path, methods in description()["paths"].items()
        for operation in methods.values()
        if "If-Match" in {each["name"] for each in operation.get("parameters", ())}
    }


@pytest.fixture
def admin():
    return RoleGrantFactory(role=Role.PORTAL_ADMIN).user


@pytest.fixture
def things(admin):
    return {
        "organisation_id": OrganisationFactory(kind=OrganisationKind.OPERATOR).id,
        "partner_id": PartnerFactory().id,
        "user_id": admin.id,
    }


def test_every_versioned_thing_of_identity_is_tried():
    assert versioned() - set(ROWS) == {
        "/bookings/{booking_id}/cancel",
        "/bookings/{booking_id}/modify",
        "/places/{place_id}",
    }


@pytest.mark.parametrize("path", ROWS)
def test_it_is_412_early_and_late_alike(admin, things, path):
    table, key, version = ROWS[path]
    thing = next(value for name, value in things.items() if name in path)
    address = path.format(**things)
    (method,) = [
        each for each in ("put", "patch") if each in description()["paths"][f"/api/v1{path}"]
    ]
    api = ApiClient().sign_in(admin)
    content = description()["paths"][f"/api/v1{path}"][method]["requestBody"]["content"]
    body = content["application/json"]["example"]

    def change(etag):
        return getattr(ApiClient().sign_in(admin), method)(
            address, body, headers={"If-Match": etag}
        )

    first = change(api.get(address)["ETag"])
    assert first.status_code == 200, first.content
    seen = first["ETag"]
    late = overtake(lambda: change(seen), table=table, key=key, value=thing, version=version)
    early = change(seen)

    present = api.get(address)["ETag"]
    assert (early.status_code, late.status_code) == (412, 412)
    assert early.json()["code"] == late.json()["code"] == "request.precondition_failed"
    assert f'"{late.json()["version"]}"' == late["ETag"] == early["ETag"] == present != seen
