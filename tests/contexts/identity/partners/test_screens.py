"""Partners on the staff screens."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from riz.ids import new_id
from tests.contexts.identity.admin.staff import list_of, staff_client
from tests.support.crowds import count_crowd

from .factories import PartnerFactory, PartnerOrganisationFactory, issue, showing

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory()


@pytest.fixture
def staff():
    return staff_client()


def page_of(row):
    return reverse(f"admin:identity_{row._meta.model_name}_change", args=[row.pk])


def stated(**facts):
    return {
        "name": "Himalaya",
        "domain": "himalaya.example",
        "contact_email": "api@himalaya.example",
        "rate_limit_per_minute": "30",
        "scopes": ["bookings:read"],
        "credentials-TOTAL_FORMS": "0",
        "credentials-INITIAL_FORMS": "0",
        **facts,
    }


def act(client, table, name, rows, **more):
    body = {"action": name, "_selected_action": [str(row.pk) for row in rows], **more}
    return client.post(list_of(table), body, follow=True)


def test_a_partner_is_made_and_changed(staff):
    organisation = PartnerOrganisationFactory()
    add = reverse("admin:identity_partner_add")

    made = staff.post(add, stated(organisation=str(organisation.id)), follow=True)
    row = models.Partner.objects.get()
    changed = staff.post(page_of(row), stated(rate_limit_per_minute="90"), follow=True)

    assert (made.status_code, changed.status_code) == (200, 200)
    row.refresh_from_db()
    assert (row.organisation_id, row.rate_limit_per_minute, row.version) == (organisation.id, 90, 2)


def test_a_partner_is_suspended_for_a_reason_and_resumed(staff, partner):
    key = issue(partner).key

    without = act(staff, "partner", "suspend", [partner])
    assert "needs a reason" in without.content.decode()
    assert showing(key).get("/bookings").status_code == 200
    act(staff, "partner", "suspend", [partner], reason="resold")
    assert showing(key).get("/bookings").status_code == 403
    act(staff, "partner", "resume", [partner], reason="sorry")
    assert showing(key).get("/bookings").status_code == 200


@pytest.mark.requirement("ASVS 5.0 16.2.5")
def test_a_credential_is_revoked_and_never_shown(staff, partner):
    issued = issue(partner)
    row = models.PartnerCredential.objects.get()
    pages = [page_of(row), list_of("partnercredential"), page_of(partner)]

    shown = [staff.get(page).content.decode() for page in pages]
    act(staff, "partnercredential", "revoke", [row])

    assert all(row.client_id in page for page in shown)
    assert not any(issued.client_secret in page or row.secret_hash in page for page in shown)
    assert showing(issued.key).get("/bookings").status_code == 401


@pytest.mark.requirement("ASVS 5.0 16.4.2")
def test_nothing_is_added_changed_or_deleted_by_hand(staff, partner):
    key = issue(partner).key
    showing(key).get("/bookings")
    access = models.PartnerAccess.objects.get()
    credential = models.PartnerCredential.objects.get()
    forbidden = [
        reverse("admin:identity_partneraccess_add"),
        reverse("admin:identity_partneraccess_delete", args=[access.pk]),
        reverse("admin:identity_partnercredential_add"),
        reverse("admin:identity_partnercredential_delete", args=[credential.pk]),
        reverse("admin:identity_partner_delete", args=[partner.pk]),
    ]

    assert {staff.get(address).status_code for address in forbidden} == {403}
    staff.post(page_of(credential), {"scopes": "everything", "label": "mine"})
    assert staff.post(page_of(access), {"status": "200"}).status_code == 403
    credential.refresh_from_db()
    assert credential.label == ""


def test_a_partner_s_page_tells_its_last_day_and_leads_to_the_log(staff, partner):
    client = showing(issue(partner, scopes=("bookings:read",)).key)
    for _ in range(3):
        client.get("/bookings")
    client.get("/partners")

    page = staff.get(page_of(partner)).content.decode()
    log = staff.get(list_of("partneraccess"), {"partner__id__exact": str(partner.id)})
    refused = staff.get(
        list_of("partneraccess"),
        {"partner__id__exact": str(partner.id), "status_class": "4"},
    )

    assert "4 requests, 25.0% refused or failed" in page
    assert log.context["cl"].result_count == 4
    assert refused.context["cl"].result_count == 1


@pytest.mark.requirement("ASVS 5.0 8.2.1")
@pytest.mark.parametrize("role", [Role.PORTAL_STAFF, Role.PARTNER_ADMIN])
def test_other_roles_have_no_such_screens(partner, role):
    client = staff_client(role, None if role is Role.PORTAL_STAFF else partner.organisation)

    statuses = {
        client.get(list_of(table)).status_code
        for table in ("partner", "partnercredential", "partneraccess")
    }

    assert statuses <= {302, 403}


def test_lists_of_many_take_fifteen_queries_and_count_what_they_show(staff, partner):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_partneraccess (id, partner_id, credential_id, method, endpoint, status, latency_ms,"
            " request_id, at) SELECT gen_random_uuid(), %s, %s, 'GET', '/api/v1/bookings', 200, 3, 'r',"
            " now() - n * interval '1 second' FROM generate_series(1, 6000) n",
            [partner.id, new_id()],
        )
    count_crowd("identity_partneraccess")
    PartnerFactory.create_batch(30)
    counts = {}
    for table in ("partner", "partnercredential", "partneraccess"):
        for query in ({}, {"q": "Himalaya"}, {"p": 2}):
            with CaptureQueriesContext(connection) as asked:
                assert staff.get(list_of(table), query).status_code == 200
            counts[table, str(query)] = len(asked)

    assert {place: number for place, number in counts.items() if number > 15} == {}
    log = staff.get(list_of("partneraccess"))
    assert log.context["cl"].result_count == 5_000
