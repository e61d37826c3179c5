"""What one may do, what there is to hand out, and roles of one's own, over HTTP."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.roles.use_cases.create_role import create_role
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return OrganisationFactory()


def caller(api, role, organisation=None):
    user = UserFactory()
    RoleGrantFactory(user=user, role=role, organisation=organisation)
    api.sign_in(user)
    return user


def made(api, **facts):
    given = {"name": "Guides", "permissions": ["booking.read_any"], **facts}
    return api.post("/roles", given)


class TestOwnPermissions:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_is_asked_to_sign_in(self, api):
        assert api.get("/auth/permissions").status_code == 401

    def test_a_traveller_cares_for_their_own_things(self, api):
        api.sign_in(UserFactory())

        told = api.get("/auth/permissions").json()

        assert (told["roles"], told["permissions"]) == ([], [])
        actions = {one["action"]: one["where"] for one in told["actions"]}
        assert actions["booking.cancel"] == {
            "everywhere": False,
            "own": True,
            "organisation_ids": [],
            "asset_ids": [],
        }
        assert actions["booking.create"]["everywhere"]
        assert actions["inventory.hold.release"] is None
        assert "catalog.package.change" not in actions
        assert "booking.complete" not in actions
        assert "accounts.account.impersonate" not in actions

    def test_roles_permissions_and_actions_say_where_they_count(self, api, seller):
        caller(api, Role.SELLER_MANAGER, seller)

        told = api.get("/auth/permissions").json()

        assert told["roles"] == [
            {
                "code": "SELLER_MANAGER",
                "name": "Manager at a seller",
                "organisation_id": str(seller.id),
            }
        ]
        here = {
            "everywhere": False,
            "own": False,
            "organisation_ids": [str(seller.id)],
            "asset_ids": [],
        }
        refund = next(one for one in told["permissions"] if one["code"] == "payments.refund")
        assert refund == {"code": "payments.refund", "says": "Give money back.", "where": here}
        change = next(one for one in told["actions"] if one["action"] == "catalog.package.change")
        assert change["where"] == here

    def test_single_things_are_named(self, api, seller, at):
        user = caller(api, Role.ASSET_MANAGER, seller)
        package = new_id()
        models.Assignment.objects.create(
            user=user, organisation=seller, kind="PACKAGE", asset_id=package, assigned_at=at
        )

        told = api.sign_in(user).get("/auth/permissions").json()

        change = next(one for one in told["actions"] if one["action"] == "catalog.package.change")
        assert change["where"]["asset_ids"] == [str(package)]
        assert change["where"]["organisation_ids"] == []

    def test_an_administrator_may_do_what_somebody_may(self, api):
        caller(api, Role.PORTAL_ADMIN)

        told = api.get("/auth/permissions").json()

        assert all(one["where"]["everywhere"] for one in told["permissions"])
        assert "booking.complete" not in {one["action"] for one in told["actions"]}

    def test_it_takes_as_many_queries_for_many_roles_as_for_one(self, api, seller, at):
        user = UserFactory()
        counts = []
        for wanted in (1, 5):
            for number in range(wanted):
                role = create_role(
                    name=f"R {wanted} {number}",
                    permissions=["booking.read_any"],
                    organisation_id=seller.id,
                    actor=SYSTEM,
                    at=at,
                )
                RoleGrantFactory(user=user, role=role.code, organisation=seller)
            api.sign_in(user)
            with CaptureQueriesContext(
                connection,
            ) as counted:
                assert api.get("/auth/permissions").status_code == 200
            counts.append(len(counted))

        assert counts[0] == counts[1] <= 3


class TestCatalogue:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_is_for_who_hands_out(self, api, seller):
        for role, organisation, status in (
            (Role.PORTAL_ADMIN, None, 200),
            (Role.SELLER_OWNER, seller, 200),
            (Role.SELLER_MANAGER, seller, 200),
            (Role.SELLER_STAFF, seller, 403),
            (Role.PORTAL_STAFF, None, 403),
            (Role.SUPPORT, None, 403),
        ):
            caller(api, role, organisation)
            assert api.get("/roles").status_code == status, role

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_tells_an_organisations_own_roles_to_its_people_alone(self, api, seller):
        caller(api, Role.SELLER_OWNER, seller)
        code = made(api, organisation_id=str(seller.id)).json()["code"]
        another = OrganisationFactory()

        assert api.get("/roles").json()["custom"] == []
        own = api.get("/roles", organisation_id=str(seller.id)).json()["custom"]
        assert [one["code"] for one in own] == [code]
        for foreign in (another.id, new_id()):
            answer = api.get("/roles", organisation_id=str(foreign))
            assert (answer.status_code, answer.json()["code"]) == (404, "identity.role_not_found")


class TestMakingAndChanging:
    def test_an_owners_role_from_making_to_deleting(self, api, seller):
        caller(api, Role.SELLER_OWNER, seller)

        answer = made(api, organisation_id=str(seller.id), description="See who comes.")
        role = answer.json()
        assert answer.status_code == 201
        assert role == {
            "code": role["code"],
            "name": "Guides",
            "description": "See who comes.",
            "organisation_id": str(seller.id),
            "permissions": ["booking.read_any"],
        }
        path = f"/roles/{role['code']}"
        changed = api.put(path, {"name": "Rangers", "permissions": ["inventory.manage"]})
        assert (changed.status_code, changed.json()["name"]) == (200, "Rangers")

        holder = RoleGrantFactory(role=role["code"], organisation=seller).user
        held = api.delete(path)
        assert (held.status_code, held.json()["code"]) == (409, "identity.role_still_held")
        assert api.delete(f"{path}?with_grants=true").status_code == 204
        assert not holder.role_grants.exists()
        assert api.delete(path).status_code == 404

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize(
        ("facts", "status", "code"),
        [
            ({"permissions": ["identity.manage"]}, 422, "identity.permissions_not_acceptable"),
            ({"permissions": ["no.such"]}, 422, "identity.permissions_not_acceptable"),
            ({"permissions": []}, 422, "request.invalid"),
            ({"permissions": ["booking.read_any"] * 99}, 422, "request.invalid"),
            ({"name": ""}, 422, "request.invalid"),
            ({"name": "x" * 81}, 422, "request.invalid"),
            ({"code": "SELLER_OWNER"}, 422, "request.invalid"),
            ({"id": "1"}, 422, "request.invalid"),
            ({"created_at": "2026-01-01T00:00:00Z"}, 422, "request.invalid"),
            ({"organisation_id": None}, 403, "auth.forbidden"),
        ],
        ids=str,
    )
    def test_what_is_refused_makes_nothing(self, api, seller, facts, status, code):
        caller(api, Role.SELLER_OWNER, seller)

        answer = made(api, **{"organisation_id": str(seller.id), **facts})

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not models.Role.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_taking_a_permission_from_a_role_counts_at_the_next_request(self, api, seller, at):
        role = create_role(
            name="Heads",
            permissions=["organisations.members"],
            organisation_id=seller.id,
            actor=SYSTEM,
            at=at,
        )
        user = UserFactory()
        RoleGrantFactory(user=user, role=role.code, organisation=seller)
        api.sign_in(user)
        assert api.get("/roles").status_code == 200

        models.Role.objects.update(permissions=["booking.read_any"])

        assert api.get("/roles").status_code == 403
