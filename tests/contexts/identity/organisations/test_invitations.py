"""Asking people to join, and their answers."""

import datetime as dt
from uuid import uuid4

import pytest

from contexts.identity import api as identity
from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.errors import MailLinkNotToSend
from contexts.identity.parts.organisations.domain import limits
from contexts.identity.parts.organisations.use_cases.set_organisation_active import (
    set_organisation_active,
)
from contexts.identity.use_cases.forget_old_rows import forget_old_rows
from riz import clock
from riz.actor import SYSTEM
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.organisations.people import (
    belongs,
    member,
    portal_admin,
    roles_in,
    seller,
    token_of,
    verified,
)

pytestmark = pytest.mark.django_db
BIMAL = "bimal@riz.example"


def refusal(answer):
    return answer.status_code, answer.json()["code"]


def path_of(organisation, *rest):
    return "/".join([f"/organisations/{organisation.id}", *map(str, rest)])


@pytest.fixture
def invited(api):
    """An organisation whose owner has asked Bimal to work at its desk."""
    organisation, owner = seller(name="Rudrasagar Boats")
    answer = api.sign_in(owner).post(
        path_of(organisation, "invitations"),
        {"email": "Bimal@RIZ.example", "roles": ["SELLER_STAFF"]},
    )
    assert answer.status_code == 201, answer.json()
    api.sign_out()
    organisation.invitation = answer.json()
    organisation.owner = owner
    return organisation


class TestAsking:
    @pytest.mark.requirement("ASVS 5.0 14.2.1")
    def test_a_mail_goes_out_and_no_event_holds_its_secret(self, invited):
        opened = OutboxEvent.objects.get(name="identity.mail_link.opened.v1")

        mail = identity.read_mail_link(link_id=opened.payload["link_id"], at=clock.now())

        assert mail.recipient == BIMAL
        assert mail.facts["organisation"] == "Rudrasagar Boats"
        assert mail.facts["inviter"] == invited.owner.full_name
        assert token_of(BIMAL) in mail.url
        assert token_of(BIMAL) not in str(list(OutboxEvent.objects.values()))
        assert token_of(BIMAL) not in str(list(models.MailLink.objects.values()))
        assert token_of(BIMAL) not in str(invited.invitation)

    def test_it_is_listed_for_those_who_care_for_members(self, api, invited):
        found = api.sign_in(invited.owner).get(path_of(invited, "invitations")).json()["results"]

        assert found == [invited.invitation]
        assert (found[0]["email"], found[0]["state"]) == (BIMAL, "OPEN")
        clerk = member(invited, Role.SELLER_STAFF)
        assert refusal(api.sign_in(clerk).get(path_of(invited, "invitations"))) == (
            403,
            "auth.forbidden",
        )

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_the_answer_does_not_tell_whether_there_is_an_account(self, api):
        organisation, owner = seller()
        UserFactory(email="known@riz.example")
        api.sign_in(owner)

        known, unknown = (
            api.post(
                path_of(organisation, "invitations"), {"email": email, "roles": ["SELLER_STAFF"]}
            )
            for email in ("known@riz.example", "other@riz.example")
        )

        def shape(answer):
            varying = ("id", "email", "created_at", "expires_at")
            return {key: value for key, value in answer.json().items() if key not in varying}

        assert known.status_code == unknown.status_code == 201
        assert shape(known) == shape(unknown)

    def test_asking_again_takes_the_place_of_the_first(self, api, invited):
        first = token_of(BIMAL)
        api.sign_in(invited.owner).post(
            path_of(invited, "invitations"), {"email": BIMAL, "roles": ["SELLER_MANAGER"]}
        )
        bimal = verified(email=BIMAL)
        api.sign_in(bimal)

        assert refusal(api.post("/invitations/accept", {"token": first})) == (
            422,
            "identity.mail_link_invalid",
        )
        assert api.post("/invitations/accept", {"token": token_of(BIMAL)}).status_code == 200
        assert roles_in(invited, bimal) == {"SELLER_MANAGER"}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("role", ["PORTAL_ADMIN", "SELLER_OWNER", "PARTNER_USER", "nonsense"])
    def test_roles_that_nobody_is_asked_into(self, api, role):
        organisation, owner = seller()

        answer = api.sign_in(owner).post(
            path_of(organisation, "invitations"), {"email": BIMAL, "roles": [role]}
        )

        assert refusal(answer) == (422, "identity.role_unknown")

    def test_the_portal_asks_the_owner_of_a_seller(self, api):
        made = api.sign_in(portal_admin()).post(
            "/organisations", {"kind": "SELLER", "name": "Hotel"}
        )
        organisation = models.Organisation.objects.get(id=made.json()["id"])
        asked = api.post(
            path_of(organisation, "invitations"), {"email": BIMAL, "roles": ["SELLER_OWNER"]}
        )
        bimal = verified(email=BIMAL)

        joined = api.sign_in(bimal).post("/invitations/accept", {"token": token_of(BIMAL)})

        assert (asked.status_code, joined.status_code) == (201, 200)
        assert roles_in(organisation, bimal) == {"SELLER_OWNER"}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_a_manager_asks_nobody_into_more_than_they_hold(self, api):
        organisation, _ = seller()
        models.Role.objects.create(
            code="boss",
            name="Boss",
            organisation=organisation,
            permissions=["organisations.manage"],
        )
        api.sign_in(member(organisation, Role.SELLER_MANAGER))

        answer = api.post(path_of(organisation, "invitations"), {"email": BIMAL, "roles": ["boss"]})

        assert refusal(answer) == (403, "identity.role_reaches_too_far")

    def test_members_are_not_asked(self, api, invited):
        clerk = member(invited)

        answer = api.sign_in(invited.owner).post(
            path_of(invited, "invitations"), {"email": clerk.email.upper(), "roles": []}
        )

        assert refusal(answer) == (409, "identity.already_member")

    @pytest.mark.requirement("ASVS 5.0 2.4.1")
    def test_one_address_is_not_flooded(self, api):
        organisation, owner = seller()
        api.sign_in(owner)

        answers = [
            api.post(
                path_of(organisation, "invitations"), {"email": BIMAL, "roles": []}
            ).status_code
            for _ in range(limits.MOST_INVITATIONS_TO_ONE_ADDRESS_A_DAY + 1)
        ]

        assert answers == [201] * limits.MOST_INVITATIONS_TO_ONE_ADDRESS_A_DAY + [429]
        assert models.MailLink.objects.count() == limits.MOST_INVITATIONS_TO_ONE_ADDRESS_A_DAY

    @pytest.mark.requirement("ASVS 5.0 2.4.1")
    def test_only_so_many_stand_open(self, api):
        organisation, owner = seller()
        long_ago = clock.now() - dt.timedelta(days=2)
        for number in range(limits.MOST_OPEN_INVITATIONS):
            models.Invitation.objects.create(
                organisation=organisation,
                email=f"guest{number}@riz.example",
                roles=[],
                created_at=long_ago,
                expires_at=long_ago + limits.INVITATION_LIFETIME,
            )
        api.sign_in(owner)

        answer = api.post(path_of(organisation, "invitations"), {"email": BIMAL, "roles": []})

        assert refusal(answer) == (429, "identity.too_many_invitations")
        assert not models.MailLink.objects.exists()


class TestJoining:
    def test_somebody_without_an_account_registers_verifies_and_joins(self, api, invited):
        bimal = UserFactory(email=BIMAL, email_verified_at=None)
        api.sign_in(bimal)
        token = token_of(BIMAL)

        early = api.post("/invitations/accept", {"token": token})
        models.User.objects.filter(id=bimal.id).update(email_verified_at=clock.now())
        joined = api.post("/invitations/accept", {"token": token})

        assert refusal(early) == (403, "identity.email_not_verified")
        assert joined.status_code == 200
        assert (joined.json()["id"], joined.json()["my_roles"]) == (
            str(invited.id),
            ["SELLER_STAFF"],
        )
        assert belongs(invited, bimal)
        assert OutboxEvent.objects.filter(
            name="identity.member.joined.v1", payload__user_id=str(bimal.id)
        ).exists()

    def test_one_accepts_from_ones_own_list(self, api, invited):
        bimal = verified(email=BIMAL)
        api.sign_in(bimal)

        (mine,) = api.get("/invitations").json()["results"]
        joined = api.post("/invitations/accept", {"invitation_id": mine["id"]})

        assert mine == invited.invitation
        assert joined.status_code == 200
        assert api.get("/invitations").json()["results"] == []

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_an_address_that_is_not_verified_has_no_list(self, api, invited):
        api.sign_in(UserFactory(email=BIMAL, email_verified_at=None))

        assert api.get("/invitations").json()["results"] == []
        answer = api.post("/invitations/accept", {"invitation_id": invited.invitation["id"]})
        assert refusal(answer) == (403, "identity.email_not_verified")

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_another_account_is_refused_and_the_link_stays_good(self, api, invited):
        token, stranger = token_of(BIMAL), verified()
        api.sign_in(stranger)

        by_link = api.post("/invitations/accept", {"token": token})
        by_id = api.post("/invitations/accept", {"invitation_id": invited.invitation["id"]})
        declined = api.post("/invitations/decline", {"invitation_id": invited.invitation["id"]})
        right = api.sign_in(verified(email=BIMAL)).post("/invitations/accept", {"token": token})

        assert refusal(by_link) == (403, "identity.invitation_for_another")
        assert refusal(by_id) == refusal(declined) == (404, "identity.invitation_not_found")
        assert not belongs(invited, stranger)
        assert right.status_code == 200

    @pytest.mark.requirement("ASVS 5.0 6.4.1")
    def test_a_link_is_good_once(self, api, invited):
        token = token_of(BIMAL)
        api.sign_in(verified(email=BIMAL))

        answers = [api.post("/invitations/accept", {"token": token}) for _ in range(2)]

        assert answers[0].status_code == 200
        assert refusal(answers[1]) == (422, "identity.mail_link_invalid")

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_every_dead_link_has_one_answer(self, api, invited):
        token = token_of(BIMAL)
        api.sign_in(verified(email=BIMAL))
        forged = token[:-1] + ("A" if token[-1] != "A" else "B")
        api.sign_in(invited.owner).delete(path_of(invited, "invitations", invited.invitation["id"]))
        api.sign_in(models.User.objects.get(email=BIMAL))

        answers = [
            api.post("/invitations/accept", {"token": each})
            for each in (token, forged, "x", "x" * 64, "é" * 64)
        ]

        assert {refusal(answer) for answer in answers} == {(422, "identity.mail_link_invalid")}

    def test_a_week_later_it_is_over(self, api, invited):
        token, bimal = token_of(BIMAL), verified(email=BIMAL)
        week_ago = clock.now() - limits.INVITATION_LIFETIME - dt.timedelta(seconds=1)
        models.Invitation.objects.update(
            created_at=week_ago, expires_at=week_ago + limits.INVITATION_LIFETIME
        )
        api.sign_in(bimal)

        assert refusal(api.post("/invitations/accept", {"token": token}))[0] == 422
        assert api.get("/invitations").json()["results"] == []
        found = api.sign_in(invited.owner).get(path_of(invited, "invitations")).json()["results"]
        assert [each["state"] for each in found] == ["EXPIRED"]

    def test_nobody_joins_a_suspended_organisation(self, api, invited, at):
        set_organisation_active(organisation_id=invited.id, is_active=False, actor=SYSTEM, at=at)
        bimal = verified(email=BIMAL)

        answer = api.sign_in(bimal).post("/invitations/accept", {"token": token_of(BIMAL)})

        assert refusal(answer) == (409, "identity.organisation_suspended")
        assert not belongs(invited, bimal)
        assert api.get("/invitations").json()["results"] == []

    def test_a_role_that_is_no_more_is_left_out(self, api):
        organisation, owner = seller()
        role = models.Role.objects.create(
            code="desk", name="Desk", organisation=organisation, permissions=["booking.read_any"]
        )
        api.sign_in(owner).post(
            path_of(organisation, "invitations"),
            {"email": BIMAL, "roles": ["desk", "SELLER_STAFF"]},
        )
        role.delete()
        bimal = verified(email=BIMAL)

        api.sign_in(bimal).post("/invitations/accept", {"token": token_of(BIMAL)})

        assert roles_in(organisation, bimal) == {"SELLER_STAFF"}

    def test_nobody_joins_when_no_role_is_left(self, api):
        organisation, owner = seller()
        role = models.Role.objects.create(
            code="desk", name="Desk", organisation=organisation, permissions=["booking.read_any"]
        )
        path = path_of(organisation, "invitations")
        api.sign_in(owner).post(path, {"email": BIMAL, "roles": ["desk"]})
        role.delete()
        bimal = verified(email=BIMAL)

        answer = api.sign_in(bimal).post("/invitations/accept", {"token": token_of(BIMAL)})

        assert (answer.status_code, answer.json()["code"]) == (409, "identity.invitation_lapsed")
        assert not belongs(organisation, bimal)
        (listed,) = api.sign_in(owner).get(path).json()["results"]
        assert listed["state"] == "LAPSED"

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_accepts_without_signing_in(self, api, invited):
        answer = api.post("/invitations/accept", {"token": token_of(BIMAL)})

        assert answer.status_code == 401

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize(
        "sent", [{}, {"token": "x", "invitation_id": str(uuid4())}, {"token": "x", "user_id": "1"}]
    )
    def test_an_answer_names_one_invitation(self, api, sent):
        api.sign_in(verified())

        assert api.post("/invitations/accept", sent).json()["code"] == "request.invalid"
        assert api.post("/invitations/decline", sent).json()["code"] == "request.invalid"


class TestDeclining:
    def test_whoever_has_the_mail_declines_without_an_account(self, api, invited):
        token = token_of(BIMAL)

        declined = api.post("/invitations/decline", {"token": token})
        again = api.post("/invitations/decline", {"token": token})
        accepted = api.sign_in(verified(email=BIMAL)).post("/invitations/accept", {"token": token})

        assert declined.status_code == 204
        assert refusal(again) == refusal(accepted) == (422, "identity.mail_link_invalid")
        assert models.Invitation.objects.get().declined_at is not None

    def test_one_declines_from_ones_own_list(self, api, invited):
        api.sign_in(verified(email=BIMAL))

        answer = api.post("/invitations/decline", {"invitation_id": invited.invitation["id"]})

        assert answer.status_code == 204
        assert api.get("/invitations").json()["results"] == []

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_declines_by_an_id_without_signing_in(self, api, invited):
        answer = api.post("/invitations/decline", {"invitation_id": invited.invitation["id"]})

        assert refusal(answer) == (404, "identity.invitation_not_found")


class TestWithdrawing:
    def test_twice_is_as_once_and_its_mail_is_not_sent(self, api, invited):
        path = path_of(invited, "invitations", invited.invitation["id"])
        opened = OutboxEvent.objects.get(name="identity.mail_link.opened.v1")
        api.sign_in(invited.owner)

        assert [api.delete(path).status_code for _ in range(2)] == [204, 204]
        with pytest.raises(MailLinkNotToSend):
            identity.read_mail_link(link_id=opened.payload["link_id"], at=clock.now())

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_foreign_one_is_none(self, api, invited):
        _, other = seller()
        elsewhere = models.Organisation.objects.exclude(id=invited.id).get()
        api.sign_in(other)

        answers = [
            api.delete(path_of(where, "invitations", invited.invitation["id"]))
            for where in (invited, elsewhere)
        ]

        assert [refusal(answer) for answer in answers] == [
            (404, "identity.organisation_not_found"),
            (404, "identity.invitation_not_found"),
        ]
        assert models.Invitation.objects.open().count() == 1

    def test_what_was_answered_is_not_withdrawn(self, api, invited):
        api.sign_in(verified(email=BIMAL)).post("/invitations/accept", {"token": token_of(BIMAL)})

        answer = api.sign_in(invited.owner).delete(
            path_of(invited, "invitations", invited.invitation["id"])
        )

        assert refusal(answer) == (404, "identity.invitation_not_found")


def test_what_is_long_over_is_forgotten():
    organisation, _ = seller()
    now = clock.now()
    for email, ago in (("old@riz.example", 98), ("new@riz.example", 96)):
        asked = now - dt.timedelta(days=ago)
        models.Invitation.objects.create(
            organisation=organisation,
            email=email,
            roles=[],
            created_at=asked,
            expires_at=asked + limits.INVITATION_LIFETIME,
        )

    assert forget_old_rows(at=now)["identity.Invitation"] == 1
    assert models.Invitation.objects.get().email == "new@riz.example"
