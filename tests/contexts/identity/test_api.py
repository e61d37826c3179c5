from uuid import uuid4

import pytest

from contexts.identity import api as identity
from contexts.identity import contracts as identity_contracts
from contexts.identity import errors as identity_errors
from contexts.identity import models
from tests.contexts.identity.factories import UserFactory

pytestmark = pytest.mark.django_db


class TestPeople:
    def test_are_shown_without_secrets(self):
        user = UserFactory(locale="bn", time_zone="Asia/Kolkata")

        assert identity.get_user(user_id=user.id) == identity_contracts.User(
            id=user.id,
            email=user.email,
            full_name=user.full_name,
            locale="bn",
            time_zone="Asia/Kolkata",
            is_active=True,
            email_verified_at=user.email_verified_at,
        )

    def test_many_take_one_query(self, django_assert_num_queries):
        users = UserFactory.create_batch(5)

        with django_assert_num_queries(1):
            found = identity.find_users(user_ids=[*(user.id for user in users), uuid4()])

        assert set(found) == {user.id for user in users}

    def test_unknown_ones_are_refused(self):
        with pytest.raises(identity_errors.UserNotFound):
            identity.get_user(user_id=uuid4())


class TestOrganisations:
    def test_are_made_once(self, at):
        first = identity.ensure_organisation(slug="tripura", name="Tripura Tourism", at=at)
        second = identity.ensure_organisation(slug="tripura", name="Another name", at=at)

        assert first == second == identity.get_organisation(organisation_id=first.id)
        assert models.Organisation.objects.get().created_at == at

    def test_unknown_ones_are_refused(self):
        with pytest.raises(identity_errors.OrganisationNotFound):
            identity.get_organisation(organisation_id=uuid4())
