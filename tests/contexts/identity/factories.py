"""Rows of identity for its own tests."""

from __future__ import annotations

import datetime as dt

import factory
from django.contrib.auth.hashers import make_password

from contexts.identity import models
from contexts.identity.contracts import Role

PASSWORD = "three rivers and a lake"


class UserFactory(factory.django.DjangoModelFactory):
    """A traveller whose password is PASSWORD."""

    class Meta:
        model = models.User

    email = factory.Sequence(lambda n: f"traveller{n}@riz.example")
    email_verified_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    full_name = "Anita Debbarma"
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """A role held everywhere."""

    class Meta:
        model = models.RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.PORTAL_STAFF


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A seller."""

    class Meta:
        model = models.Organisation

    slug = factory.Sequence(lambda n: f"seller-{n}")
    name = "Tripura Tourism"
