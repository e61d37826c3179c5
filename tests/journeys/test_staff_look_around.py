"""Staff open every list and the newest thing in it; no list costs more than fifteen queries."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.identity.contracts import Role
from contexts.identity.models import User
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.transport.gtfs_files import zip_of

MOST_QUERIES = 15
SCREENS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def history(anita, next_date, settle):
    """A booking that was paid, so that most lists have something to show."""
    stay = anita.get("/accommodations")["results"][0]
    booking = anita.post(
        "/bookings",
        {
            "kind": "ACCOMMODATION",
            "item_id": stay["id"],
            "start_date": str(next_date(1)),
            "end_date": str(next_date(2)),
            "adults": 2,
            "customers": [{"full_name": "Anita Debbarma"}],
        },
    )
    anita.pay(booking, "pm_sandbox_success")
    settle()


@pytest.fixture
def network(portal, settings, tmp_path):
    """A timetable with something wrong in it, and what tickets cost."""
    settings.RIZ_TRANSPORT_FOLDER = str(tmp_path / "transport")
    feed = zip_of(tmp_path / "feed.zip", frequencies="trip_id,start_time\n")
    call_command("import_gtfs", str(feed), feed="buses", verbosity=0)
    call_command("load_tariffs", verbosity=0)


@pytest.fixture
def staff(traveller):
    """A browser in which an administrator of the portal is signed in."""
    user = User.objects.get(id=traveller().get("/auth/me")["id"])
    grant_role(user_id=user.id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=clock.now())
    browser = Client()
    browser.force_login(user)
    return browser


def test_every_list_and_every_page_opens(history, network, staff):
    dear, broken, shown = [], [], 0
    for model in SCREENS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = staff.get(reverse(f"{name}_changelist"))
        if answer.status_code != 200:
            broken.append(f"{name} list: {answer.status_code}")
        if len(queries) > MOST_QUERIES:
            dear.append(f"{name}: {len(queries)} queries")
        newest = model._default_manager.order_by("-pk").first()
        if newest is not None:
            shown += 1
            page = staff.get(reverse(f"{name}_change", args=[newest.pk]))
            if page.status_code != 200:
                broken.append(f"{name} page: {page.status_code}")

    assert broken == []
    assert dear == []
    assert shown > len(SCREENS) // 2


def test_travellers_are_not_let_in(anita):
    browser = Client()
    browser.force_login(User.objects.get(id=anita.get("/auth/me")["id"]))

    answers = {
        browser.get(
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        ).status_code
        for model in SCREENS
    }

    assert answers == {302}
