"""What several people do to one organisation at the same moment."""

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.errors import MailLinkInvalid
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.errors import LastOwner, OrganisationNotFound
from contexts.identity.parts.organisations.models import OWNER_ROLES
from contexts.identity.parts.organisations.use_cases.accept_invitation import accept_invitation
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.invite_member import invite_member
from contexts.identity.parts.organisations.use_cases.remove_member import remove_member
from contexts.identity.parts.organisations.use_cases.transfer_ownership import transfer_ownership
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from riz.actor import SYSTEM
from riz.errors import Forbidden, RizError
from tests.contexts.identity.organisations.people import (
    belongs,
    member,
    roles_in,
    seller,
    token_of,
    verified,
)
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(user):
    """Return the caller as a request of theirs would, who has just signed in."""
    tokens = start_session(user_id=user.id, at=clock.now())
    return models.User.objects.get(id=user.id).to_actor(session_id=tokens.session_id)


def one_after_another(acts):
    """Hand each runner of a race one act."""
    waiting = list(acts)

    def act():
        return waiting.pop()()

    return act


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_one_invitation_is_accepted_once():
    organisation, owner = seller()
    now = clock.now()
    invite_member(
        organisation_id=organisation.id,
        email="bimal@riz.example",
        roles=["SELLER_STAFF"],
        actor=owner.to_actor(),
        at=now,
    )
    bimal = verified(email="bimal@riz.example")
    actor, token = bimal.to_actor(), token_of(bimal.email)

    results = race(6, lambda: accept_invitation(actor=actor, token=token, at=clock.now()))

    joined = [each for each in results if not isinstance(each, Exception)]
    assert len(joined) == 1
    assert all(isinstance(each, MailLinkInvalid) for each in results if each not in joined)
    assert models.Membership.objects.filter(user=bimal).count() == 1
    assert models.RoleGrant.objects.filter(user=bimal).count() == 1
    assert models.SecurityEvent.objects.filter(action="member_joined").count() == 1


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_two_people_ask_one_address_and_one_invitation_stands():
    organisation, owner = seller()
    actor = owner.to_actor()

    results = race(
        3,
        lambda: invite_member(
            organisation_id=organisation.id,
            email="bimal@riz.example",
            roles=[],
            actor=actor,
            at=clock.now(),
        ),
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    assert models.Invitation.objects.open().count() == 1


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_ownership_goes_to_one_of_two():
    organisation, owner = seller()
    heirs = [member(organisation), member(organisation)]
    actor = signed_in(owner)

    def hand_to(heir):
        return lambda: transfer_ownership(
            organisation_id=organisation.id, user_id=heir.id, actor=actor, at=clock.now()
        )

    results = race(2, one_after_another(hand_to(heir) for heir in heirs))

    assert sorted(type(each) for each in results if each is not None) == [Forbidden]
    owners = [heir for heir in heirs if roles_in(organisation, heir) == {"SELLER_OWNER"}]
    assert len(owners) == 1
    assert roles_in(organisation, owner) == {"SELLER_MANAGER"}


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_two_owners_leave_and_one_stays():
    organisation, one = seller()
    other = member(organisation, Role.SELLER_OWNER)
    actors = [one.to_actor(), other.to_actor()]

    def leave(actor):
        return lambda: remove_member(
            organisation_id=organisation.id, user_id=actor.id, actor=actor, at=clock.now()
        )

    results = race(2, one_after_another(leave(actor) for actor in actors))

    assert [type(each) for each in results if each is not None] == [LastOwner]
    assert models.RoleGrant.objects.of_owners().filter(organisation=organisation).count() == 1


@pytest.mark.requirement("ASVS 5.0 15.4.2")
def test_two_managers_remove_each_other_and_one_stays():
    organisation, _ = seller()
    one, other = (member(organisation, Role.SELLER_MANAGER) for _ in range(2))

    def remove(actor, user):
        return lambda: remove_member(
            organisation_id=organisation.id, user_id=user.id, actor=actor, at=clock.now()
        )

    results = race(
        2,
        one_after_another([remove(one.to_actor(), other), remove(other.to_actor(), one)]),
    )

    assert [type(each) for each in results if each is not None] == [OrganisationNotFound]
    assert [belongs(organisation, each) for each in (one, other)].count(True) == 1


@pytest.mark.requirement("ASVS 5.0 15.4.2")
@pytest.mark.parametrize("_", range(3))
def test_who_is_disabled_meanwhile_gives_nothing_afterwards(_):
    organisation, _owner = seller()
    manager = member(organisation, Role.SELLER_MANAGER)
    clerk = member(organisation)
    actor = manager.to_actor()
    order = []

    def grant():
        with transaction.atomic():
            grant_role(
                user_id=clerk.id,
                role="SELLER_STAFF",
                organisation_id=organisation.id,
                actor=actor,
                at=clock.now(),
            )
            order.append("granted")

    def disable():
        with transaction.atomic():
            set_user_active(user_id=manager.id, is_active=False, actor=SYSTEM, at=clock.now())
            order.append("disabled")

    results = race(2, one_after_another([grant, disable]))

    if order == ["granted", "disabled"]:
        assert results == [None, None]
        assert roles_in(organisation, clerk) == {"SELLER_STAFF"}
    else:
        assert order == ["disabled"]
        assert any(isinstance(each, RizError) for each in results)
        assert roles_in(organisation, clerk) == set()


class TestTheDatabaseItself:
    """What holds whoever writes."""

    def test_the_last_owner_can_not_be_deleted(self):
        organisation, _ = seller()

        with pytest.raises(IntegrityError, match="without an owner"):
            models.RoleGrant.objects.filter(organisation=organisation).delete()
        with pytest.raises(IntegrityError, match="without an owner"):
            models.RoleGrant.objects.filter(organisation=organisation).update(role="SELLER_STAFF")

        assert models.RoleGrant.objects.of_owners().count() == 1

    def test_two_owners_deleted_at_once_leave_one(self):
        organisation, one = seller()
        other = member(organisation, Role.SELLER_OWNER)

        def delete(user):
            return lambda: models.RoleGrant.objects.filter(user=user).delete()

        results = race(2, one_after_another(delete(each) for each in (one, other)))

        assert sum(isinstance(each, IntegrityError) for each in results) == 1
        assert models.RoleGrant.objects.of_owners().filter(organisation=organisation).count() == 1

    def test_an_organisation_goes_with_its_owner(self):
        organisation, _ = seller()

        organisation.delete()

        assert not models.RoleGrant.objects.exists()

    def test_the_trigger_and_the_code_name_the_same_owners(self):
        with connection.cursor() as cursor:
            named = []
            for role in Role:
                cursor.execute("SELECT identity_is_owner(%s)", [str(role)])
                if cursor.fetchone()[0]:
                    named.append(role)

        assert set(named) == set(OWNER_ROLES)
