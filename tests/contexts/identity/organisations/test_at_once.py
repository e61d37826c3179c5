"""What somebody loses in an organisation is lost with the next request, however lately their rights were remembered."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.organisations.use_cases.set_organisation_active import (
    set_organisation_active,
)
from contexts.identity.parts.organisations.use_cases.transfer_ownership import transfer_ownership
from contexts.identity.parts.sessions.errors import StepUpRequired
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from riz.actor import SYSTEM
from riz.errors import Forbidden
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory, UserFactory
from tests.contexts.identity.organisations.people import member, roles_in, seller

pytestmark = pytest.mark.django_db(transaction=True)
BACKFILL = import_module("contexts.identity.migrations.0006_organisations").MEMBERS_BY_THEIR_ROLES


@pytest.fixture
def remembering(settings):
    """Standings are remembered for far longer than a test takes."""
    settings.RIZ_SESSION_CACHE_SECONDS = 60


def path_of(organisation, *rest):
    return "/".join([f"/organisations/{organisation.id}", *map(str, rest)])


@pytest.mark.usefixtures("remembering")
class TestAtOnce:
    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_a_role_that_is_taken(self, api):
        organisation, owner = seller()
        manager = member(organisation, Role.SELLER_MANAGER)
        theirs = type(api)().sign_in(manager)
        path = path_of(organisation, "invitations")
        assert theirs.get(path).status_code == 200

        api.sign_in(owner).put(path_of(organisation, "members", manager.id), {"roles": []})

        assert theirs.get(path).status_code == 403

    def test_a_role_that_is_given(self, api):
        organisation, owner = seller()
        clerk = member(organisation)
        theirs = type(api)().sign_in(clerk)
        path = path_of(organisation, "invitations")
        assert theirs.get(path).status_code == 403

        api.sign_in(owner).put(
            path_of(organisation, "members", clerk.id), {"roles": ["SELLER_MANAGER"]}
        )

        assert theirs.get(path).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_an_organisation_that_is_suspended(self, api, at):
        organisation, owner = seller()
        theirs = api.sign_in(owner)
        path = path_of(organisation, "invitations")
        assert theirs.get(path).status_code == 200

        set_organisation_active(
            organisation_id=organisation.id, is_active=False, actor=SYSTEM, at=at
        )

        assert theirs.get(path).status_code == 403

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_a_thing_that_is_no_longer_in_ones_care(self, api):
        organisation, owner = seller()
        keeper = member(organisation, Role.ASSET_MANAGER)
        theirs = type(api)().sign_in(keeper)
        path = path_of(organisation, "assignments")
        made = api.sign_in(owner).post(
            path, {"user_id": keeper.id, "kind": "PACKAGE", "asset_id": uuid4()}
        )

        def permissions():
            answer = theirs.get("/auth/permissions")
            assert answer.status_code == 200
            return made.json()["asset_id"] in answer.content.decode()

        assert permissions()
        api.delete(f"{path}/{made.json()['id']}")
        assert not permissions()


class TestInPerson:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_who_acts_as_an_owner_hands_nothing_over(self, at):
        organisation, owner = seller()
        heir, support = member(organisation), UserFactory()
        tokens = start_session(
            user_id=owner.id, at=clock.now(), impersonator_id=support.id, reason="helping"
        )
        actor = models.User.objects.get(id=owner.id).to_actor(session_id=tokens.session_id)
        acting = type(actor)(
            id=actor.id,
            kind=actor.kind,
            session_id=actor.session_id,
            grants=actor.grants,
            impersonator_id=support.id,
        )

        for caller, refusal in ((acting, Forbidden), (actor, StepUpRequired)):
            with pytest.raises(refusal):
                transfer_ownership(
                    organisation_id=organisation.id, user_id=heir.id, actor=caller, at=clock.now()
                )

        assert roles_in(organisation, owner) == {"SELLER_OWNER"}


def test_whoever_held_a_role_before_there_were_members_is_one():
    organisation = OrganisationFactory()
    twice, nowhere = UserFactory(), RoleGrantFactory(role=Role.SUPPORT).user
    for role in (Role.SELLER_STAFF, Role.SELLER_MANAGER):
        RoleGrantFactory(user=twice, role=role, organisation=organisation)

    with connection.cursor() as cursor:
        cursor.execute(BACKFILL)

    row = models.Membership.objects.get()
    assert (row.user, row.organisation) == (twice, organisation)
    assert not models.Membership.objects.filter(user=nowhere).exists()
