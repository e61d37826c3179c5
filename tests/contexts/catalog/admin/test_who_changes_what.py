"""Staff screens show and change what the policies say: a seller's people their own, an asset manager single things."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from contexts.catalog import models
from contexts.identity.contracts import Role
from contexts.identity.models import Assignment, User
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.operations.staff.organisations import OrganisationAdmin
from riz.policies import allows
from tests.contexts.catalog.admin.test_screens import filled_in, form_of, list_of
from tests.contexts.catalog.factories import (
    AccommodationFactory,
    DestinationFactory,
    ExperienceFactory,
    PackageFactory,
)
from tests.support.reaching import callers

pytestmark = pytest.mark.django_db
HERE, THERE, ASSET = (new_id() for _ in range(3))
CALLERS = callers("catalog.manage", owner_id=new_id(), here=HERE, there=THERE, asset_id=ASSET)
FACTORIES = {
    models.Accommodation: AccommodationFactory,
    models.Experience: ExperienceFactory,
    models.Package: PackageFactory,
}


@pytest.fixture
def someone(organisation, at):
    """Return a browser of somebody with a role in the seller, and with things in their care."""

    def signed_in(role, assigned=()):
        user_id = register_user(
            email=f"{new_id()}@riz.example",
            password="three rivers and a lake",
            full_name="Kabita Jamatia",
            is_verified=True,
            at=at,
        )
        grant_role(user_id=user_id, role=role, organisation_id=organisation.id, actor=SYSTEM, at=at)
        for kind, row in assigned:
            Assignment.objects.create(
                user_id=user_id,
                organisation_id=organisation.id,
                kind=kind,
                asset_id=row.id,
                assigned_at=at,
            )
        client = Client()
        client.force_login(User.objects.get(id=user_id))
        return client

    return signed_in


@pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 8.4.1")
@pytest.mark.parametrize("name", sorted(CALLERS))
@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_lists_show_what_may_be_changed(model, name, monkeypatch):
    rows = [
        FACTORIES[model](seller_id=seller_id, **key)
        for seller_id, key in ((HERE, {}), (HERE, {"id": ASSET}), (THERE, {}))
    ]
    actor = CALLERS[name]
    for module in ("screens", "organisations"):
        monkeypatch.setattr(f"riz.operations.staff.{module}.actor_of_staff", lambda request: actor)
    screen = admin.site.get_model_admin(model)
    assert isinstance(screen, OrganisationAdmin)

    shown = set(screen.get_queryset(RequestFactory().get("/")))

    assert shown == {row for row in rows if allows(actor, screen.change_action, row)}


def save(client, row, **values):
    page = client.get(form_of(row))
    return client.post(form_of(row), {**filled_in(page), **values}, follow=True)


class TestAssetManagers:
    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_change_the_destination_in_their_care_and_no_other(self, someone):
        mine, other = DestinationFactory(), DestinationFactory()
        client = someone(Role.ASSET_MANAGER, [("DESTINATION", mine)])

        assert save(client, mine, name="Neermahal").status_code == 200
        facts = filled_in(client.get(form_of(mine)))
        refused = client.post(form_of(other), {**facts, "name": "Neermahal"})

        assert refused.status_code == 403
        mine.refresh_from_db()
        other.refresh_from_db()
        assert (mine.name, other.name != "Neermahal") == ("Neermahal", True)

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_what_the_organisation_calls_a_package_is_no_destination(self, someone):
        place = DestinationFactory()
        client = someone(Role.ASSET_MANAGER, [("PACKAGE", place), ("EXPERIENCE", place)])

        client.post(
            list_of("destination"), {"action": "withdraw", "_selected_action": [str(place.id)]}
        )

        place.refresh_from_db()
        assert place.is_active

    def test_prefer_no_destination_to_others(self, someone):
        place = DestinationFactory()
        client = someone(Role.ASSET_MANAGER, [("DESTINATION", place)])

        client.post(
            list_of("destination"), {"action": "feature", "_selected_action": [str(place.id)]}
        )
        save(client, place, is_featured="on")

        place.refresh_from_db()
        assert not place.is_featured

    def test_see_and_change_the_package_in_their_care_alone(self, someone, organisation):
        mine = PackageFactory(seller_id=organisation.id)
        other = PackageFactory(seller_id=organisation.id)
        client = someone(Role.ASSET_MANAGER, [("PACKAGE", mine)])

        listed = client.get(list_of("package"))

        assert list(listed.context["cl"].queryset) == [mine]
        assert client.get(form_of(mine)).status_code == 200
        assert client.get(form_of(other)).status_code == 302

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_care_for_nothing_of_another_seller_whoever_assigned_it(self, someone):
        theirs = PackageFactory()
        client = someone(Role.ASSET_MANAGER, [("PACKAGE", theirs)])

        client.post(
            list_of("package"), {"action": "withdraw", "_selected_action": [str(theirs.id)]}
        )

        theirs.refresh_from_db()
        assert theirs.is_active

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("screen", ["destination", "package", "experience", "accommodation"])
    def test_create_nothing(self, someone, screen, organisation):
        client = someone(
            Role.ASSET_MANAGER,
            [
                ("DESTINATION", DestinationFactory()),
                ("PACKAGE", PackageFactory(seller_id=organisation.id)),
            ],
        )

        assert client.get(reverse(f"admin:catalog_{screen}_add")).status_code == 403


class TestSellersPeople:
    def test_create_things_of_their_seller_and_no_destination(self, someone):
        client = someone(Role.SELLER_MANAGER)

        assert client.get(reverse("admin:catalog_package_add")).status_code == 200
        assert client.get(reverse("admin:catalog_destination_add")).status_code == 403
        assert client.get(reverse("admin:catalog_amenity_add")).status_code == 403
        assert client.get(list_of("destination")).status_code == 200

    def test_desks_describe_nothing(self, someone):
        assert someone(Role.SELLER_STAFF).get(list_of("package")).status_code == 403
