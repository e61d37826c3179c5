"""Partners for the tests of partners."""

from __future__ import annotations

import base64
from typing import Any

import factory

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind
from contexts.identity.parts.partners.contracts import IssuedCredential
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.support.api_client import ApiClient

SCOPES = ("bookings:read", "bookings:write", "inventory:read", "inventory:write")


class PartnerOrganisationFactory(OrganisationFactory):
    """An organisation that can be made a partner."""

    kind = OrganisationKind.PARTNER
    slug = factory.Sequence(lambda n: f"partner-{n}")
    name = "Himalaya Holidays"


class PartnerFactory(factory.django.DjangoModelFactory):
    """A partner that may book."""

    class Meta:
        model = models.Partner

    organisation = factory.SubFactory(PartnerOrganisationFactory)
    name = "Himalaya Holidays"
    domain = factory.Sequence(lambda n: f"partner-{n}.example")
    contact_email = factory.LazyAttribute(lambda partner: f"api@{partner.domain}")
    rate_limit_per_minute = 60
    scopes = factory.LazyFunction(lambda: list(SCOPES))


def issue(partner: Any, **terms: Any) -> IssuedCredential:
    """Issue a credential, with every scope of the partner's unless others are named."""
    facts = {"scopes": tuple(partner.scopes), "actor": SYSTEM, "at": clock.now(), **terms}
    return issue_credential(partner_id=partner.id, **facts)


def showing(key: str) -> ApiClient:
    """Return a client that shows a key."""
    client = ApiClient()
    client.headers["Authorization"] = f"Bearer {key}"
    return client


def showing_basic(client_id: str, secret: str) -> ApiClient:
    """Return a client that shows client id and secret."""
    client = ApiClient()
    shown = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    client.headers["Authorization"] = f"Basic {shown}"
    return client


def person(role: str, organisation: Any = None) -> Any:
    """Return somebody who holds a role, for an organisation or everywhere."""
    user = UserFactory()
    models.RoleGrant.objects.create(user=user, role=role, organisation=organisation)
    return user
