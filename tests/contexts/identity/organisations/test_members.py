"""Who belongs to an organisation, in which roles, and what is in whose care."""

from uuid import uuid4

import pytest

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.organisations.errors import (
    LastOwner,
    MemberDisabled,
    MemberNotFound,
    OrganisationNotFound,
    RoleUnknown,
)
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from contexts.identity.parts.roles.errors import (
    RoleNotForHere,
    RoleNotFound,
    RoleReachesTooFar,
)
from riz.errors import Forbidden
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import RoleGrantFactory, UserFactory
from tests.contexts.identity.organisations.people import (
    belongs,
    member,
    portal_admin,
    roles_in,
    seller,
    verified,
)

pytestmark = pytest.mark.django_db


def refusal(answer):
    return answer.status_code, answer.json()["code"]


def path_of(organisation, *rest):
    return "/".join([f"/organisations/{organisation.id}", *map(str, rest)])


def told(name):
    return OutboxEvent.objects.filter(name=name)


@pytest.fixture
def custom():
    """A role of one organisation's own making."""

    def make(organisation, *permissions, code="night-desk"):
        return models.Role.objects.create(
            code=code, name=code, organisation=organisation, permissions=list(permissions)
        )

    return make


class TestSeeing:
    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_members_see_members_and_managers_their_addresses(self, api):
        organisation, owner = seller()
        clerk = member(organisation, Role.SELLER_STAFF, full_name="Bimal")

        as_owner = api.sign_in(owner).get(path_of(organisation, "members")).json()["results"]
        as_clerk = api.sign_in(clerk).get(path_of(organisation, "members")).json()["results"]

        assert [(each["user_id"], each["email"], each["roles"]) for each in as_owner] == [
            (str(owner.id), owner.email, ["SELLER_OWNER"]),
            (str(clerk.id), clerk.email, ["SELLER_STAFF"]),
        ]
        assert [(each["full_name"], each["email"]) for each in as_clerk] == [
            (owner.full_name, None),
            ("Bimal", None),
        ]

    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_roles_elsewhere_are_not_shown(self, api):
        organisation, owner = seller()
        other, _ = seller()
        models.Membership.objects.create(organisation=other, user=owner)
        RoleGrantFactory(user=owner, organisation=other, role=Role.SELLER_STAFF)
        RoleGrantFactory(user=owner, role=Role.SUPPORT)

        shown = api.sign_in(owner).get(path_of(organisation, "members")).json()["results"]

        assert [each["roles"] for each in shown] == [["SELLER_OWNER"]]

    def test_the_same_queries_for_one_and_for_many(self, api, django_assert_num_queries):
        organisation, owner = seller()
        api.sign_in(owner)
        with django_assert_num_queries(5):
            api.get(path_of(organisation, "members"))
        for _ in range(30):
            member(organisation, Role.SELLER_STAFF)
        with django_assert_num_queries(5):
            assert len(api.get(path_of(organisation, "members"), limit=100).json()["results"]) == 31


class TestRoles:
    def test_an_owner_says_which_roles_a_member_holds(self, api):
        organisation, owner = seller()
        clerk = member(organisation, Role.SELLER_STAFF)

        answer = api.sign_in(owner).put(
            path_of(organisation, "members", clerk.id), {"roles": ["SELLER_MANAGER"]}
        )

        assert (answer.status_code, answer.json()["roles"]) == (200, ["SELLER_MANAGER"])
        assert roles_in(organisation, clerk) == {"SELLER_MANAGER"}
        noted = models.SecurityEvent.objects.filter(user=clerk).values_list("action", flat=True)
        assert sorted(noted) == ["role_granted", "role_withdrawn"]

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_role_of_its_own_making_can_be_given_and_a_foreign_one_not(self, api, custom):
        organisation, owner = seller()
        other, _ = seller()
        custom(organisation, "booking.read_any")
        custom(other, "booking.read_any", code="theirs")
        clerk = member(organisation)
        api.sign_in(owner)

        path = path_of(organisation, "members", clerk.id)
        assert api.put(path, {"roles": ["night-desk"]}).json()["roles"] == ["night-desk"]
        foreign = api.put(path, {"roles": ["theirs"]})
        assert refusal(foreign) == (422, "identity.role_unknown")
        assert (
            models.User.objects.get(id=clerk.id)
            .to_actor()
            .can("booking.read_any", organisation_id=organisation.id)
        )

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        "role",
        ["PORTAL_ADMIN", "PORTAL_STAFF", "SUPPORT", "OPERATOR_OWNER", "PARTNER_USER", "KING"],
    )
    def test_roles_that_are_none_here_are_refused(self, api, role):
        organisation, owner = seller()
        clerk = member(organisation)

        answer = api.sign_in(owner).put(
            path_of(organisation, "members", clerk.id), {"roles": [role]}
        )

        assert refusal(answer) == (422, "identity.role_unknown")
        assert roles_in(organisation, clerk) == set()

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("role", [Role.SELLER_STAFF, Role.ASSET_MANAGER, None])
    def test_others_change_nothing(self, api, role):
        organisation, owner = seller()
        clerk = member(organisation, *([role] if role else []))
        api.sign_in(clerk)
        paths = {
            "put": (path_of(organisation, "members", clerk.id), {"roles": ["SELLER_MANAGER"]}),
            "delete": (path_of(organisation, "members", owner.id), None),
            "post": (
                path_of(organisation, "assignments"),
                {"user_id": clerk.id, "kind": "PACKAGE", "asset_id": uuid4()},
            ),
        }

        answers = [getattr(api, method)(*sent) for method, sent in paths.items()]
        answers.append(api.post(path_of(organisation, "ownership"), {"user_id": clerk.id}))
        answers.append(
            api.post(path_of(organisation, "invitations"), {"email": "x@riz.example", "roles": []})
        )

        assert {refusal(answer) for answer in answers} == {(403, "auth.forbidden")}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_gives_what_they_do_not_hold(self, api, custom):
        organisation, _ = seller()
        custom(organisation, "booking.read_any", "organisations.manage")
        manager, clerk = member(organisation, Role.SELLER_MANAGER), member(organisation)
        path = path_of(organisation, "members", clerk.id)
        api.sign_in(manager)

        owner = api.put(path, {"roles": ["SELLER_OWNER"]})
        own_role = api.put(path, {"roles": ["night-desk"]})
        to_oneself = api.put(
            path_of(organisation, "members", manager.id), {"roles": ["night-desk"]}
        )

        assert {refusal(each) for each in (owner, own_role, to_oneself)} == {
            (403, "identity.role_reaches_too_far")
        }
        assert api.put(path, {"roles": ["SELLER_MANAGER"]}).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_takes_what_they_do_not_hold(self, api):
        organisation, owner = seller()
        api.sign_in(member(organisation, Role.SELLER_MANAGER))
        path = path_of(organisation, "members", owner.id)

        answers = [api.put(path, {"roles": []}), api.delete(path)]

        assert {refusal(each) for each in answers} == {(403, "identity.role_reaches_too_far")}
        assert roles_in(organisation, owner) == {"SELLER_OWNER"}

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_member_of_another_organisation_is_none_here(self, api):
        organisation, owner = seller()
        other, stranger = seller()
        api.sign_in(owner)

        answers = [
            api.put(path_of(organisation, "members", someone), {"roles": []})
            for someone in (stranger.id, uuid4())
        ]
        answers += [api.delete(path_of(organisation, "members", stranger.id))]

        assert {refusal(each) for each in answers} == {(404, "identity.member_not_found")}
        assert roles_in(other, stranger) == {"SELLER_OWNER"}

    def test_whose_account_is_disabled_gets_nothing_new(self, api):
        organisation, owner = seller()
        gone = member(organisation, Role.SELLER_STAFF, is_active=False)
        api.sign_in(owner)
        path = path_of(organisation, "members", gone.id)

        assert refusal(api.put(path, {"roles": ["SELLER_MANAGER"]})) == (
            409,
            "identity.member_disabled",
        )
        assert api.put(path, {"roles": []}).json()["roles"] == []

    @pytest.mark.requirement("ASVS 5.0 7.5.3")
    def test_another_owner_takes_who_has_just_shown_themselves(self, api, at):
        organisation, owner = seller()
        clerk = member(organisation)
        path = path_of(organisation, "members", clerk.id)
        api.sign_in(owner)

        models.Session.objects.update(authenticated_at=at)
        stale = api.put(path, {"roles": ["SELLER_OWNER"]})
        api.sign_in(owner)
        fresh = api.put(path, {"roles": ["SELLER_OWNER"]})

        assert refusal(stale) == (403, "identity.step_up_required")
        assert fresh.json()["roles"] == ["SELLER_OWNER"]

    def test_the_last_owner_stays_one(self, api):
        organisation, owner = seller()
        api.sign_in(owner)
        path = path_of(organisation, "members", owner.id)

        answers = [api.put(path, {"roles": ["SELLER_MANAGER"]}), api.delete(path)]

        assert {refusal(each) for each in answers} == {(409, "identity.last_owner")}
        assert roles_in(organisation, owner) == {"SELLER_OWNER"}

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize(
        "roles",
        [None, "SELLER_STAFF", ["SELLER_STAFF", "SELLER_STAFF"], [["x"]], ["x"] * 21, [1.5]],
    )
    def test_nonsense_is_refused(self, api, roles):
        organisation, owner = seller()

        answer = api.sign_in(owner).put(
            path_of(organisation, "members", owner.id), {"roles": roles}
        )

        assert answer.status_code == 422


class TestLeaving:
    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    @pytest.mark.django_db(transaction=True)
    def test_whoever_is_removed_may_nothing_with_the_next_request(self, api):
        organisation, owner = seller()
        manager = member(organisation, Role.SELLER_MANAGER)
        theirs = type(api)().sign_in(manager)
        path = path_of(organisation, "members")
        assert theirs.get(path).status_code == 200

        removed = api.sign_in(owner).delete(path_of(organisation, "members", manager.id))

        assert removed.status_code == 204
        assert theirs.get(path).status_code == 404
        assert not belongs(organisation, manager)
        assert roles_in(organisation, manager) == set()
        assert told("identity.member.left.v1").get().payload["user_id"] == str(manager.id)

    def test_assignments_and_their_invitations_go_with_them(self, api):
        organisation, owner = seller()
        manager = member(organisation, Role.SELLER_MANAGER, Role.ASSET_MANAGER)
        api.sign_in(owner).post(
            path_of(organisation, "assignments"),
            {"user_id": manager.id, "kind": "PACKAGE", "asset_id": uuid4()},
        )
        type(api)().sign_in(manager).post(
            path_of(organisation, "invitations"),
            {"email": "friend@riz.example", "roles": ["SELLER_MANAGER"]},
        )

        api.delete(path_of(organisation, "members", manager.id))

        assert not models.Assignment.objects.exists()
        assert not models.Invitation.objects.open().exists()

    def test_anybody_leaves(self, api):
        organisation, _ = seller()
        clerk = member(organisation, Role.SELLER_STAFF)

        assert (
            api.sign_in(clerk).delete(path_of(organisation, "members", clerk.id)).status_code == 204
        )
        assert not belongs(organisation, clerk)

    def test_an_owner_leaves_where_another_stays(self, api):
        organisation, owner = seller()
        other = member(organisation, Role.SELLER_OWNER)

        assert (
            api.sign_in(owner).delete(path_of(organisation, "members", owner.id)).status_code == 204
        )
        assert roles_in(organisation, other) == {"SELLER_OWNER"}


class TestHandingOver:
    @pytest.mark.parametrize(
        ("kind", "owner_role", "after"),
        [
            (OrganisationKind.SELLER, "SELLER_OWNER", "SELLER_MANAGER"),
            (OrganisationKind.OPERATOR, "OPERATOR_OWNER", "OPERATOR_MANAGER"),
            (OrganisationKind.PARTNER, "PARTNER_ADMIN", "PARTNER_USER"),
        ],
    )
    def test_the_new_owner_owns_and_the_old_one_stays(self, api, kind, owner_role, after):
        organisation, owner = seller(kind)
        heir = member(organisation)

        answer = api.sign_in(owner).post(path_of(organisation, "ownership"), {"user_id": heir.id})

        assert answer.status_code == 204
        assert roles_in(organisation, heir) == {owner_role}
        assert roles_in(organisation, owner) == {after}
        payload = told("identity.ownership.transferred.v1").get().payload
        assert payload["owner_id"] == str(heir.id)

    @pytest.mark.requirement("ASVS 5.0 7.5.3")
    def test_it_takes_who_has_just_shown_themselves(self, api, at):
        organisation, owner = seller()
        heir = member(organisation)
        api.sign_in(owner)
        models.Session.objects.update(authenticated_at=at)

        answer = api.post(path_of(organisation, "ownership"), {"user_id": heir.id})

        assert refusal(answer) == (403, "identity.step_up_required")
        assert roles_in(organisation, heir) == set()

    def test_it_goes_to_members_who_may_sign_in(self, api):
        organisation, owner = seller()
        disabled = member(organisation, is_active=False)
        path = path_of(organisation, "ownership")
        api.sign_in(owner)

        assert refusal(api.post(path, {"user_id": verified().id})) == (
            404,
            "identity.member_not_found",
        )
        assert refusal(api.post(path, {"user_id": disabled.id})) == (
            409,
            "identity.member_disabled",
        )

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_managers_hand_nothing_over(self, api):
        organisation, _ = seller()
        manager = member(organisation, Role.SELLER_MANAGER)

        answer = api.sign_in(manager).post(
            path_of(organisation, "ownership"), {"user_id": manager.id}
        )

        assert refusal(answer) == (403, "auth.forbidden")


class TestAssignments:
    def test_a_thing_is_put_into_somebodys_care_and_taken_out(self, api):
        organisation, owner = seller()
        keeper, thing = member(organisation, Role.ASSET_MANAGER), uuid4()
        path = path_of(organisation, "assignments")
        stated = {"user_id": str(keeper.id), "kind": "EXPERIENCE", "asset_id": str(thing)}
        api.sign_in(owner)

        made = api.post(path, stated)
        again = api.post(path, stated)

        assert (made.status_code, again.json()) == (201, made.json())
        assert api.get(path, user_id=keeper.id).json()["results"] == [made.json()]
        actor = models.User.objects.get(id=keeper.id).to_actor()
        assert actor.can("catalog.manage", organisation_id=organisation.id, asset_id=thing)
        assert not actor.can("catalog.manage", organisation_id=organisation.id, asset_id=uuid4())
        assert not actor.can("catalog.manage", organisation_id=uuid4(), asset_id=thing)

        assert api.delete(f"{path}/{made.json()['id']}").status_code == 204
        actor = models.User.objects.get(id=keeper.id).to_actor()
        assert not actor.can("catalog.manage", organisation_id=organisation.id, asset_id=thing)

    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_others_see_their_own_alone(self, api):
        organisation, owner = seller()
        one, other = member(organisation), member(organisation)
        path = path_of(organisation, "assignments")
        for person in (one, other):
            api.sign_in(owner).post(
                path, {"user_id": person.id, "kind": "PACKAGE", "asset_id": uuid4()}
            )

        found = api.sign_in(one).get(path).json()["results"]

        assert [each["user_id"] for each in found] == [str(one.id)]
        assert api.get(path, user_id=other.id).json()["results"] == []

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_destinations_are_assigned_by_the_portal(self, api):
        organisation, owner = seller()
        stated = {"user_id": owner.id, "kind": "DESTINATION", "asset_id": uuid4()}
        path = path_of(organisation, "assignments")

        assert refusal(api.sign_in(owner).post(path, stated)) == (403, "identity.asset_beyond_own")
        assert api.sign_in(portal_admin()).post(path, stated).status_code == 201

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_only_to_members_and_only_ones_own_are_withdrawn(self, api):
        organisation, owner = seller()
        other, stranger = seller()
        foreign = models.Assignment.objects.create(
            organisation=other,
            user=stranger,
            kind="PACKAGE",
            asset_id=uuid4(),
            assigned_at="2026-03-14T09:30:00Z",
        )
        path = path_of(organisation, "assignments")
        api.sign_in(owner)

        to_stranger = api.post(
            path, {"user_id": stranger.id, "kind": "PACKAGE", "asset_id": uuid4()}
        )
        assert refusal(to_stranger) == (404, "identity.member_not_found")
        assert refusal(api.delete(f"{path}/{foreign.id}")) == (
            404,
            "identity.assignment_not_found",
        )
        assert models.Assignment.objects.filter(id=foreign.id).exists()

    def test_losing_the_role_takes_everything_out_of_ones_care(self, api):
        organisation, owner = seller()
        keeper = member(organisation, Role.ASSET_MANAGER)
        api.sign_in(owner).post(
            path_of(organisation, "assignments"),
            {"user_id": keeper.id, "kind": "PACKAGE", "asset_id": uuid4()},
        )

        api.put(path_of(organisation, "members", keeper.id), {"roles": ["SELLER_STAFF"]})

        assert not models.Assignment.objects.exists()


class TestGranting:
    """What staff and other parts call."""

    def give(self, actor, user, role, at, organisation=None):
        grant_role(
            user_id=user.id,
            role=role,
            organisation_id=organisation and organisation.id,
            actor=actor,
            at=at,
        )

    def take(self, actor, user, role, at, organisation=None):
        withdraw_role(
            user_id=user.id,
            role=role,
            organisation_id=organisation and organisation.id,
            actor=actor,
            at=at,
        )

    def test_the_portal_makes_a_member_of_whom_it_gives_a_role(self, at):
        organisation, _ = seller()
        user = UserFactory()

        self.give(portal_admin().to_actor(), user, "SELLER_OWNER", at, organisation)
        self.give(portal_admin().to_actor(), user, "SELLER_OWNER", at, organisation)

        assert belongs(organisation, user)
        assert roles_in(organisation, user) == {"SELLER_OWNER"}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_a_manager_gives_to_members_what_they_hold(self, at):
        organisation, owner = seller()
        manager = member(organisation, Role.SELLER_MANAGER).to_actor()
        clerk = member(organisation)

        self.give(manager, clerk, "SELLER_STAFF", at, organisation)
        for role in ("SELLER_OWNER", "PORTAL_STAFF", "PARTNER_USER"):
            with pytest.raises((Forbidden, RoleUnknown)):
                self.give(manager, clerk, role, at, organisation)
        with pytest.raises(MemberNotFound):
            self.give(manager, UserFactory(), "SELLER_STAFF", at, organisation)
        with pytest.raises(Forbidden):
            self.take(manager, owner, "SELLER_OWNER", at, organisation)

        assert roles_in(organisation, clerk) == {"SELLER_STAFF"}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_gives_everywhere_or_elsewhere(self, at):
        _, owner = seller()
        other, _ = seller()
        clerk = member(other)

        with pytest.raises(Forbidden):
            self.give(owner.to_actor(), clerk, "PORTAL_STAFF", at)
        with pytest.raises(OrganisationNotFound):
            self.give(owner.to_actor(), clerk, "SELLER_STAFF", at, other)
        with pytest.raises(Forbidden):
            self.take(owner.to_actor(), clerk, "PORTAL_STAFF", at)

    def test_a_role_of_ones_own_making_everywhere(self, at, custom):
        admin, user = portal_admin().to_actor(), UserFactory()
        custom(None, "booking.read_any", code="auditor")
        custom(seller()[0], "booking.read_any", code="theirs")

        self.give(admin, user, "auditor", at)

        assert models.User.objects.get(id=user.id).to_actor().can("booking.read_any")
        with pytest.raises(RoleNotForHere):
            self.give(admin, user, "theirs", at)
        with pytest.raises(RoleNotFound):
            self.give(admin, user, "no-such", at)
        with pytest.raises(RoleNotForHere):
            self.give(admin, user, "SELLER_OWNER", at)

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_who_holds_less_gives_less(self, at, custom):
        custom(None, "identity.manage", code="accounts-only")
        half = UserFactory()
        models.RoleGrant.objects.create(user=half, role="accounts-only")

        with pytest.raises(RoleReachesTooFar):
            self.give(half.to_actor(), half, "PORTAL_ADMIN", at)

        assert half.role_grants.count() == 1

    def test_who_is_disabled_gets_nothing_new(self, at):
        organisation, _ = seller()

        for where in (None, organisation):
            with pytest.raises(MemberDisabled):
                self.give(
                    portal_admin().to_actor(),
                    UserFactory(is_active=False),
                    "PORTAL_STAFF",
                    at,
                    where,
                )

    def test_even_the_portal_leaves_an_owner(self, at):
        organisation, owner = seller()

        with pytest.raises(LastOwner):
            self.take(portal_admin().to_actor(), owner, "SELLER_OWNER", at, organisation)
