"""Codes that identity stores are those that the contexts state: use cases store no other, and the check names them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind
from contexts.identity.parts.federation.errors import ApplicationNotAcceptable
from contexts.identity.parts.organisations.use_cases.assign_asset import assign_asset
from contexts.identity.parts.partners.domain.scopes import partner_scopes
from contexts.identity.parts.partners.errors import ScopesNotAllowed
from contexts.identity.parts.partners.use_cases.change_partner import change_partner
from contexts.identity.parts.partners.use_cases.create_partner import create_partner
from contexts.identity.parts.roles.errors import PermissionsNotAcceptable
from contexts.identity.parts.roles.use_cases.create_role import create_role
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.policies import PolicyError, assignables, permissions, scopes

from .federation import walking
from .organisations.people import seller
from .partners.factories import PartnerOrganisationFactory, issue

pytestmark = pytest.mark.django_db
CODES = {"permissions", "scopes"}


def by():
    return {"actor": SYSTEM, "at": clock.now()}


@pytest.fixture
def stored():
    """Return rows that store every code that is stated."""
    role = create_role(name="Everything", permissions=list(permissions()), **by())
    partner = create_partner(
        organisation_id=PartnerOrganisationFactory(kind=OrganisationKind.PARTNER).id,
        name="Himalaya Holidays",
        domain="himalaya.example",
        contact_email="api@himalaya.example",
        scopes=partner_scopes(),
        **by(),
    )
    row = models.Partner.objects.get(id=partner.id)
    issue(row)
    application = walking.register(scopes=tuple(scopes()))
    organisation, owner = seller()
    for kind in assignables():
        assign_asset(
            organisation_id=organisation.id,
            user_id=owner.id,
            kind=kind,
            asset_id=new_id(),
            **by(),
        )
    models.Consent.objects.create(
        user_id=owner.id,
        application_id=application.id,
        scopes=" ".join(scopes()),
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    return {"role": role, "partner": row, "organisation": organisation, "owner": owner}


def checked() -> str:
    """Return what `manage.py check` says of this database."""
    said = StringIO()
    call_command("check", databases=["default"], stdout=StringIO(), stderr=said)
    return said.getvalue()


def test_what_is_stated_can_be_stored_and_the_check_is_silent(stored):
    assert "identity.W001" not in checked()


def test_a_code_that_nobody_states_is_named_with_where_it_is(stored):
    spoiled = {"identity_assignment.kind": "CASTLE"}
    models.Assignment.objects.filter(kind="PACKAGE").update(kind="CASTLE")
    for model in apps.get_app_config("identity").get_models():
        for field in model._meta.get_fields():
            if field.name in CODES:
                code = f"gone.{model._meta.model_name}"
                spoiled[f"{model._meta.db_table}.{field.name}"] = code
                is_text = field.get_internal_type() == "TextField"
                model.objects.update(**{field.name: f"openid {code}" if is_text else [code]})

    said = checked()

    assert len(spoiled) == 6
    for column, code in spoiled.items():
        assert f"(identity.W001) {column} stores {code}, which no context states any more." in said
    assert said.count("HINT: They open nothing.") == len(spoiled)


def test_tables_that_are_not_there_yet_have_no_codes():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE identity_partnercredential, identity_assignment CASCADE")

    assert "identity.W001" not in checked()


def test_no_use_case_stores_a_code_that_nobody_states(stored):
    owned = {"organisation_id": stored["organisation"].id, "user_id": stored["owner"].id}
    partner = stored["partner"]

    with pytest.raises(PermissionsNotAcceptable):
        create_role(name="Nothing", permissions=["gone.manage"], **by())
    for scope in ("gone:read", "openid"):
        with pytest.raises(PolicyError):
            change_partner(
                partner_id=partner.id,
                changes={"scopes": (scope,)},
                expected_version=partner.version,
                **by(),
            )
        with pytest.raises(PolicyError):
            create_partner(
                organisation_id=PartnerOrganisationFactory().id,
                name="x",
                domain="",
                contact_email="x@x.example",
                scopes=(scope,),
                **by(),
            )
        with pytest.raises(ScopesNotAllowed):
            issue(partner, scopes=(scope,))
    with pytest.raises(ApplicationNotAcceptable):
        walking.register(scopes=("gone:read",))
    with pytest.raises(KeyError):
        assign_asset(kind="CASTLE", asset_id=new_id(), **owned, **by())
