"""An invitation is worth what whoever sent it may hand out when it is accepted."""

import pytest
from django.db import transaction

from contexts.identity import api as identity
from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.errors import MailLinkNotToSend
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.errors import InvitationLapsed
from contexts.identity.parts.organisations.use_cases.accept_invitation import accept_invitation
from contexts.identity.parts.organisations.use_cases.set_member_roles import set_member_roles
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.identity.factories import RoleGrantFactory
from tests.contexts.identity.organisations.people import (
    belongs,
    member,
    portal_admin,
    roles_in,
    seller,
    token_of,
    verified,
)
from tests.contexts.identity.racing import waits
from tests.support.api_client import ApiClient
from tests.support.checksums import checksums

FRIEND = "friend@riz.example"
LAPSED = (409, InvitationLapsed.code)


def path_of(organisation, *rest):
    return "/".join([f"/organisations/{organisation.id}", *map(str, rest)])


def invite(organisation, by, *roles, email=FRIEND):
    answer = (
        ApiClient()
        .sign_in(by)
        .post(path_of(organisation, "invitations"), {"email": email, "roles": roles})
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def accept(friend):
    answer = ApiClient().sign_in(friend).post("/invitations/accept", {"token": token_of(FRIEND)})
    return answer.status_code, answer.json().get("code")


def states(organisation, by):
    found = ApiClient().sign_in(by).get(path_of(organisation, "invitations")).json()["results"]
    return [each["state"] for each in found]


@pytest.mark.django_db
class TestWhoMayNotAnyMore:
    @pytest.fixture
    def friend(self):
        return verified(email=FRIEND)

    @pytest.fixture
    def operator(self):
        """An operator whose manager has asked a friend to manage too."""
        organisation, organisation_owner = seller(OrganisationKind.OPERATOR)
        organisation.owner = organisation_owner
        organisation.manager = member(organisation, Role.OPERATOR_MANAGER)
        invite(organisation, organisation.manager, "OPERATOR_MANAGER")
        return organisation

    @pytest.fixture
    def demoted(self, operator):
        answer = (
            ApiClient()
            .sign_in(operator.owner)
            .put(path_of(operator, "members", operator.manager.id), {"roles": ["OPERATOR_STAFF"]})
        )
        assert answer.status_code == 200
        return operator

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_a_manager_who_was_demoted_makes_nobody_a_manager(self, demoted, friend):
        before = checksums(leaving_out={"identity_session", "identity_securityevent"})

        assert accept(friend) == LAPSED

        after = checksums(leaving_out={"identity_session", "identity_securityevent"})
        assert not belongs(demoted, friend)
        assert {name for name in after if after[name] != before[name]} <= {"identity_refreshtoken"}

    def test_the_refusal_says_what_to_do(self, demoted, friend):
        answer = (
            ApiClient().sign_in(friend).post("/invitations/accept", {"token": token_of(FRIEND)})
        )

        assert "Ask the organisation for a new invitation." in answer.json()["detail"]

    def test_the_organisation_and_the_friend_see_it(self, demoted, friend):
        assert states(demoted, demoted.owner) == ["LAPSED"]
        (mine,) = ApiClient().sign_in(friend).get("/invitations").json()["results"]
        assert mine["state"] == "LAPSED"

    def test_somebody_else_asks_anew_and_it_is_good(self, demoted, friend):
        invite(demoted, demoted.owner, "OPERATOR_STAFF")

        assert states(demoted, demoted.owner) == ["OPEN", "WITHDRAWN"]
        assert accept(friend) == (200, None)
        assert roles_in(demoted, friend) == {"OPERATOR_STAFF"}

    def test_a_mail_that_has_not_gone_yet_does_not_go(self, demoted):
        link = models.MailLink.objects.get()

        with pytest.raises(MailLinkNotToSend):
            identity.read_mail_link(link_id=link.id, at=clock.now())

    def test_who_left_by_themselves_promised_nothing(self, operator, friend):
        ApiClient().sign_in(operator.manager).delete(
            path_of(operator, "members", operator.manager.id)
        )

        assert accept(friend) == LAPSED

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_a_role_that_carries_more_by_now_is_not_handed_out(self, operator, friend):
        role = models.Role.objects.create(
            code="desk", name="Desk", organisation=operator, permissions=["booking.read_any"]
        )
        invite(operator, operator.manager, "desk")
        owner = ApiClient().sign_in(operator.owner)
        changed = owner.put(
            f"/roles/{role.code}",
            {"name": "Desk", "permissions": ["booking.read_any", "partners.manage"]},
        )
        assert changed.status_code == 200, changed.content

        assert accept(friend) == LAPSED
        assert not belongs(operator, friend)

    def test_a_portal_administrator_who_is_none_any_more_makes_no_owner(self, friend):
        organisation, _ = seller()
        admin = portal_admin()
        invite(organisation, admin, "SELLER_OWNER")
        withdraw_role(user_id=admin.id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=clock.now())

        assert accept(friend) == LAPSED

    def test_who_has_not_verified_their_address_any_more_counts_as_gone(self, operator, friend):
        models.User.objects.filter(id=operator.manager.id).update(email_verified_at=None)

        assert accept(friend) == LAPSED


@pytest.mark.django_db
def test_lists_take_the_same_queries_however_long_they_are(api, django_assert_num_queries):
    organisation, owner = seller()
    api.sign_in(owner)
    api.get(path_of(organisation, "invitations"))
    invite(organisation, owner, "SELLER_STAFF")
    with django_assert_num_queries(5):
        api.get(path_of(organisation, "invitations"))
    for number in range(12):
        manager = member(organisation, Role.SELLER_MANAGER)
        role = models.Role.objects.create(
            code=f"desk{number}",
            name=f"Desk {number}",
            organisation=organisation,
            permissions=["booking.read_any"],
        )
        invite(organisation, manager, "SELLER_STAFF", role.code, email=f"f{number}@riz.example")

    # Roles of people's own making are one look-up more.
    with django_assert_num_queries(6):
        found = api.get(path_of(organisation, "invitations")).json()["results"]

    assert len(found) == 13


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Of an acceptance and the end of what it stands on, one comes first and the other one sees it."""

    @pytest.fixture
    def operator(self):
        organisation, organisation_owner = seller(OrganisationKind.OPERATOR)
        organisation.owner = organisation_owner
        organisation.manager = member(organisation, Role.OPERATOR_MANAGER)
        invite(organisation, organisation.manager, "OPERATOR_MANAGER")
        return organisation

    @pytest.fixture
    def join(self, operator):
        friend, token = verified(email=FRIEND), token_of(FRIEND)
        return lambda: accept_invitation(actor=friend.to_actor(), token=token, at=clock.now())

    @pytest.fixture(params=["disabled", "demoted", "stripped of a role for everywhere"])
    def end(self, request, operator):
        facts = {"user_id": operator.manager.id, "actor": SYSTEM, "at": clock.now()}
        RoleGrantFactory(user=operator.manager, role=Role.PORTAL_STAFF)
        return {
            "disabled": lambda: set_user_active(is_active=False, **facts),
            "demoted": lambda: set_member_roles(organisation_id=operator.id, roles=[], **facts),
            "stripped of a role for everywhere": lambda: withdraw_role(
                role=Role.PORTAL_STAFF, **facts
            ),
        }[request.param]

    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    def test_whoever_comes_second_waits_for_the_first(self, join, end):
        for first, second in ((join, end), (end, join)):
            with transaction.atomic():
                first()
                assert waits(second)
                transaction.set_rollback(True)
