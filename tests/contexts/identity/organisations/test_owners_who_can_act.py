"""Who counts as an owner beside somebody is who can sign in."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.errors import LastOwner
from contexts.identity.parts.organisations.use_cases.remove_member import remove_member
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.identity.admin.staff import staff_client
from tests.contexts.identity.organisations.people import (
    OWNERS,
    belongs,
    member,
    roles_in,
    seller,
)
from tests.contexts.identity.racing import race, waits
from tests.support.api_client import ApiClient

LAST = (409, LastOwner.code)
UNABLE = {"disabled": {"is_active": False}, "not verified": {"email_verified_at": None}}


def path_of(organisation, *rest):
    return "/".join([f"/organisations/{organisation.id}", *map(str, rest)])


def told(answer):
    return answer.status_code, answer.json()["code"]


def two_owners(kind=OrganisationKind.SELLER):
    organisation, one = seller(kind)
    return organisation, one, member(organisation, OWNERS[kind])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OrganisationKind)
@pytest.mark.parametrize("how", UNABLE)
class TestBesideSomebodyWhoCanNotAct:
    @pytest.fixture
    def alone(self, kind, how):
        """An owner whose fellow owner can't sign in."""
        organisation, one, other = two_owners(kind)
        models.User.objects.filter(id=other.id).update(**UNABLE[how])
        organisation.owner, organisation.other = one, other
        return organisation

    @pytest.mark.requirement("ASVS 5.0 2.3.2")
    def test_nobody_leaves(self, alone):
        api = ApiClient().sign_in(alone.owner)

        assert told(api.delete(path_of(alone, "members", alone.owner.id))) == LAST
        assert belongs(alone, alone.owner)

    def test_nobody_gives_it_up(self, alone):
        api = ApiClient().sign_in(alone.owner)

        assert told(api.put(path_of(alone, "members", alone.owner.id), {"roles": []})) == LAST

    def test_nobody_has_their_account_erased(self, alone):
        answer = ApiClient().sign_in(alone.owner).delete("/auth/me")

        assert told(answer) == (409, "identity.erasure_hindered")
        assert alone.name in str(answer.json())
        assert not models.Erasure.objects.exists()

    def test_nobody_takes_it_from_them_either(self, alone, kind):
        with pytest.raises(LastOwner):
            withdraw_role(
                user_id=alone.owner.id,
                role=OWNERS[kind],
                organisation_id=alone.id,
                actor=SYSTEM,
                at=clock.now(),
            )

    def test_the_one_who_can_not_act_is_removed_all_the_same(self, alone):
        api = ApiClient().sign_in(alone.owner)

        assert api.delete(path_of(alone, "members", alone.other.id)).status_code == 204

    def test_the_ownership_is_not_handed_to_them(self, alone):
        answer = (
            ApiClient()
            .sign_in(alone.owner)
            .post(path_of(alone, "ownership"), {"user_id": alone.other.id})
        )

        assert told(answer) == (409, "identity.member_disabled")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OrganisationKind)
def test_beside_somebody_who_can_act_one_leaves(kind):
    organisation, one, _ = two_owners(kind)

    left = ApiClient().sign_in(one).delete(path_of(organisation, "members", one.id))

    assert left.status_code == 204


@pytest.mark.django_db
def test_what_is_put_into_care_is_put_into_the_care_of_who_can_act(at):
    organisation, owner = seller()
    keeper = member(organisation, Role.ASSET_MANAGER)
    set_user_active(user_id=keeper.id, is_active=False, actor=SYSTEM, at=at)

    answer = (
        ApiClient()
        .sign_in(owner)
        .post(
            path_of(organisation, "assignments"),
            {"user_id": keeper.id, "kind": "PACKAGE", "asset_id": organisation.id},
        )
    )

    assert told(answer) == (409, "identity.member_disabled")


@pytest.mark.django_db
class TestTheStaffScreen:
    @pytest.fixture
    def disable(self):
        browser = staff_client()

        def press(*people):
            answer = browser.post(
                reverse("admin:identity_user_changelist"),
                {"action": "disable", "_selected_action": [str(each.id) for each in people]},
            )
            return [str(each) for each in get_messages(answer.wsgi_request)]

        return press

    def test_says_that_nobody_is_left_who_owns_it(self, disable):
        organisation, one, other = two_owners()
        organisation.name = "Rudrasagar Boats"
        organisation.save()

        first, second = disable(one), disable(other)

        assert not [line for line in first if "Rudrasagar Boats" in line]
        assert "Nobody who owns Rudrasagar Boats can sign in now." in second
        assert not models.User.objects.get(id=other.id).is_active

    def test_says_so_of_both_at_once(self, disable):
        organisation, one, other = two_owners()

        assert f"Nobody who owns {organisation.name} can sign in now." in disable(one, other)

    def test_says_nothing_of_who_owns_nothing(self, disable):
        organisation, _ = seller()

        assert disable(member(organisation, Role.SELLER_MANAGER)) == ["Disabled: 1."]


@pytest.mark.django_db(transaction=True)
class TestTheDatabaseItself:
    @pytest.mark.parametrize("how", UNABLE)
    def test_keeps_an_owner_who_can_act(self, how):
        organisation, one, other = two_owners()
        models.User.objects.filter(id=other.id).update(**UNABLE[how])
        theirs = models.RoleGrant.objects.filter(organisation=organisation, user=one)

        with pytest.raises(IntegrityError, match="without an owner"):
            theirs.delete()
        with pytest.raises(IntegrityError, match="without an owner"):
            theirs.update(role="SELLER_STAFF")

        models.User.objects.filter(id=other.id).update(
            is_active=True, email_verified_at=clock.now()
        )
        assert theirs.delete()[0] == 1

    def test_locks_who_is_left(self):
        organisation, one, other = two_owners()

        def disable():
            set_user_active(user_id=other.id, is_active=False, actor=SYSTEM, at=clock.now())

        with transaction.atomic():
            models.RoleGrant.objects.filter(organisation=organisation, user=one).delete()
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert waits(disable)
        disable()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    def test_of_leaving_and_disabling_the_second_sees_the_first(self):
        organisation, one, other = two_owners()

        def leave():
            remove_member(
                organisation_id=organisation.id,
                user_id=one.id,
                actor=one.to_actor(),
                at=clock.now(),
            )

        def disable():
            return set_user_active(user_id=other.id, is_active=False, actor=SYSTEM, at=clock.now())

        for first, second in ((leave, disable), (disable, leave)):
            with transaction.atomic():
                first()
                assert waits(second)
                transaction.set_rollback(True)
        assert disable() == ()
        with pytest.raises(LastOwner):
            leave()

    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    @pytest.mark.parametrize("_", range(3))
    def test_of_three_who_leave_one_stays(self, _):
        organisation, one, other = two_owners()
        third = member(organisation, Role.SELLER_OWNER)
        actors = [each.to_actor() for each in (one, other, third)]

        def leave():
            actor = actors.pop()
            remove_member(
                organisation_id=organisation.id, user_id=actor.id, actor=actor, at=clock.now()
            )

        results = race(3, leave)

        assert [type(each) for each in results if each is not None] == [LastOwner]
        assert len([each for each in (one, other, third) if roles_in(organisation, each)]) == 1
