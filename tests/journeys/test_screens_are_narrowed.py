"""People of a seller see on the staff screens what is theirs, or what everybody sees, and nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from contexts.identity import api as identity
from contexts.identity.contracts import Role
from contexts.identity.models import User
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.policies import all_staff_screens

pytestmark = pytest.mark.django_db(transaction=True)
# What anybody sees without signing in.
PUBLIC = {"catalog.amenity", "catalog.destination"}
NARROWED = {
    f"{app}.{model}" for app, screens in all_staff_screens().items() for model in screens.narrowed
}


@pytest.fixture
def staff_of(traveller):
    """Return the request of somebody who owns a seller."""

    def made(slug):
        caller = traveller()
        user_id = UUID(caller.get("/auth/me")["id"])
        seller = identity.ensure_organisation(slug=slug, name=slug, at=clock.now())
        grant_role(
            user_id=user_id,
            role=Role.SELLER_OWNER,
            organisation_id=seller.id,
            actor=SYSTEM,
            at=clock.now(),
        )
        request = RequestFactory().get("/")
        request.user = User.objects.get(id=user_id)
        return request

    return made


@pytest.fixture
def portal_admin(traveller):
    """Return the browser of somebody before whom every screen is open."""
    user_id = UUID(traveller().get("/auth/me")["id"])
    grant_role(user_id=user_id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=clock.now())
    client = Client()
    client.force_login(User.objects.get(id=user_id))
    return client


def shown(request):
    """How many rows each screen shows that opens to this member of staff."""
    return {
        model._meta.label_lower: screen.get_queryset(request).count()
        for model, screen in admin.site._registry.items()
        if screen.has_view_permission(request)
    }


@pytest.mark.requirement("ASVS 5.0 8.4.1", "ASVS 5.0 8.2.2")
def test_nothing_of_another_seller_is_shown(anita, portal, next_date, settle, staff_of):
    stay = anita.get("/accommodations")["results"][0]
    booking = anita.book(
        {
            "kind": "ACCOMMODATION",
            "item_id": stay["id"],
            "start_date": str(next_date(1)),
            "end_date": str(next_date(2)),
            "adults": 1,
        },
    )
    anita.pay(booking, "pm_sandbox_success")
    settle()

    own, foreign = shown(staff_of("tripura-tourism")), shown(staff_of("another-seller"))

    assert set(own) == set(foreign) <= NARROWED
    assert {name: count for name, count in foreign.items() if count and name not in PUBLIC} == {}
    for screen in ("booking.booking", "catalog.accommodation", "inventory.resource"):
        assert own[screen] > 0


@pytest.mark.requirement("ASVS 5.0 8.2.1")
def test_no_screen_of_the_portal_opens_to_a_sellers_owner(portal, staff_of):
    client = Client()
    client.force_login(staff_of("tripura-tourism").user)
    opened = [
        model._meta.label_lower
        for model in admin.site._registry
        if model._meta.label_lower not in NARROWED
        and client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code
        != 403
    ]

    assert opened == []


def test_whom_screens_are_open_to_finds_them(portal, staff_of):
    request = staff_of("tripura-tourism")
    client = Client()
    client.force_login(request.user)
    first_page = client.get("/admin/").content.decode()
    opened = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for model, screen in admin.site._registry.items()
        if screen.has_view_permission(request)
    ]

    assert opened
    assert [path for path in opened if f'href="{path}"' not in first_page] == []
    assert client.get("/admin/catalog/").status_code == 200
    assert client.get("/admin/transport/").status_code == 404


@pytest.mark.requirement("ASVS 5.0 8.2.3")
def test_no_address_reads_a_column_letter_by_letter():
    request = RequestFactory().get("/")
    read = [
        f"{model._meta.label}: {field.name}__{way}"
        for model, screen in admin.site._registry.items()
        for field in model._meta.fields
        for way in ("startswith", "regex", "contains", "range", "in", "year")
        if screen.lookup_allowed(f"{field.name}__{way}", "x", request)
    ]

    assert read == []


@pytest.mark.parametrize(
    "query",
    [
        "identity/user/?password__startswith=argon2",
        "identity/user/?password__regex=(",
        "identity/user/?pk__regex=(",
        "identity/securityevent/?at__year=0",
        "identity/role/?held__regex=(",
        "outbox/delivery/?state__regex=(",
    ],
)
def test_a_list_refuses_to_be_narrowed_by_what_it_does_not_state(portal_admin, query):
    assert portal_admin.get(f"/admin/{query}").status_code == 400


@pytest.mark.parametrize("chosen", ["", "x", "\0", "9" * 30])
@pytest.mark.parametrize("screen", ["outbox/delivery", "inventory/stockdate", "payments/payable"])
def test_an_action_refuses_what_is_no_key(portal_admin, screen, chosen):
    act = {"action": "redeliver", "_selected_action": chosen}

    assert portal_admin.post(f"/admin/{screen}/", act).status_code == 400


def test_lists_are_narrowed_by_what_waits_and_by_links(portal_admin):
    work = portal_admin.get("/admin/").context["waiting"]
    links = [
        *(each.url for each in work),
        f"/admin/identity/partneraccess/?partner__id__exact={new_id()}",
        f"/admin/transport/feedversion/?feed__id__exact={new_id()}",
        f"/admin/transport/feednotice/?version__id__exact={new_id()}",
    ]

    assert len(work) > 1
    assert {path: portal_admin.get(path).status_code for path in links} == dict.fromkeys(links, 200)
