"""Staff open every list and the newest things in it, and read words: no ids, no minor units, no JSON, no UTC."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.booking.contracts import BookingStatus
from contexts.booking.models import Booking
from contexts.catalog.parts.places.use_cases.register_place import register_place
from contexts.identity.contracts import Role
from contexts.identity.models import User
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.inventory.models import StockDate
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.outbox.models import OutboxEvent
from tests.contexts.booking.factories import write_version
from tests.contexts.catalog.facts import STATE_MUSEUM
from tests.contexts.transport.gtfs_files import zip_of

MOST_QUERIES = 15
MOST_PAGES = 3
SCREENS = sorted(admin.site._registry, key=lambda model: model._meta.label)

NOT_FOR_PEOPLE = {
    "an id": re.compile(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
    ),
    "minor units": re.compile(r"\bminor\b", re.IGNORECASE),
    "JSON": re.compile(r"[{}]"),
    "UTC": re.compile(r"\bUTC\b|\b[ap]\.m\."),
    "an object": re.compile(r"object at 0x|\bNone\b"),
}


class Reader(HTMLParser):
    """Collects what people read of a page: its text and hints, without what is folded away or typed in."""

    VOID: ClassVar = {"input", "img", "br", "hr", "meta", "link", "source", "path", "area", "col"}
    UNREAD: ClassVar = {"script", "style", "template", "head", "textarea", "option", "iframe"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.read: list[str] = []
        self.folded: list[str] = []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.read.append(facts.get("placeholder") or "")
        if tag not in self.VOID:
            folded = tag == "fieldset" and "collapse" in (facts.get("class") or "").split()
            self.open.append((tag, tag in self.UNREAD or folded))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(is_unread for _, is_unread in self.open):
            self.read.append(data)
        elif any(tag == "fieldset" and is_unread for tag, is_unread in self.open):
            self.folded.append(data)


def read(answer) -> str:
    reader = Reader()
    reader.feed(answer.content.decode())
    return " ".join(" ".join(reader.read).split())


def unfit(name, answer):
    """Tell what of a page is not for people, with the words around it; folded away, ids are, and JSON is not."""
    reader = Reader()
    reader.feed(answer.content.decode())
    text = " ".join(" ".join(reader.read).split())
    folded = [f"{name}: JSON is folded away" for words in reader.folded if "{" in words]
    return folded + [
        f"{name}: {what}: …{text[max(found.start() - 60, 0) : found.end() + 20]}…"
        for what, pattern in NOT_FOR_PEOPLE.items()
        if (found := pattern.search(text))
    ]


@pytest.fixture
def history(anita, next_date, settle):
    """A booking that was paid, so that most lists have something to show."""
    stay = anita.get("/accommodations")["results"][0]
    booking = anita.book(
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
    register_place(facts=STATE_MUSEUM, actor=SYSTEM, at=clock.now())
    return booking


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


def test_every_list_and_every_page_opens_and_is_for_people(history, network, staff):
    dear, broken, unread, shown = [], [], [], 0
    for model in SCREENS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        with CaptureQueriesContext(connection) as queries:
            answer = staff.get(reverse(f"{name}_changelist"))
        if answer.status_code != 200:
            broken.append(f"{name} list: {answer.status_code}")
        if len(queries) > MOST_QUERIES:
            dear.append(f"{name}: {len(queries)} queries")
        unread += unfit(f"{name} list", answer)
        newest = model._default_manager.order_by("-pk")[:MOST_PAGES]
        shown += bool(newest)
        for row in newest:
            page = staff.get(reverse(f"{name}_change", args=[row.pk]))
            if page.status_code != 200:
                broken.append(f"{name} page: {page.status_code}")
            unread += unfit(f"{name} page", page)
        form = staff.get(reverse(f"{name}_add"))
        unread += unfit(f"{name} form", form) if form.status_code == 200 else []

    assert broken == []
    assert dear == []
    assert not unread, "\n".join(unread)
    assert shown > len(SCREENS) // 2


def test_a_list_costs_the_same_for_more_rows(history, network, staff, monkeypatch):
    rows = 12
    booking = Booking.objects.get(id=history["id"])
    order = booking.order
    for number in range(rows):
        booking.pk, booking.reference = new_id(), f"TRP-2026-9{number:05}"
        order.pk, order.reference, order.hold_id = new_id(), booking.reference, None
        order.save(force_insert=True)
        booking.order = order
        booking.status, booking.version = BookingStatus.PENDING, 1
        with transaction.atomic():
            booking.save(force_insert=True)
            write_version(booking)

    dearer, compared = [], set()
    for model, screen in admin.site._registry.items():
        if model._default_manager.count() < rows:
            continue
        compared.add(model)
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        costs = []
        for shown in (2, 2, rows):
            monkeypatch.setattr(screen, "list_per_page", shown)
            with CaptureQueriesContext(connection) as queries:
                staff.get(address)
            costs.append(len(queries))
        if costs[1] != costs[2]:
            dearer.append(f"{model._meta.label}: {costs[1]} for 2 rows, {costs[2]} for {rows}")

    assert dearer == []
    assert {Booking, OutboxEvent, StockDate} <= compared


def test_a_booking_is_read_in_words(history, network, staff):
    page = staff.get(reverse("admin:booking_booking_change", args=[history["id"]]))
    text = read(page)

    assert "Created by Anita Debbarma" in text
    assert "(Kolkata)" in text
    assert "₹" in text
    assert 'name="_save"' not in page.content.decode()
    reader = Reader()
    reader.feed(page.content.decode())
    assert history["id"] in " ".join(reader.folded)


def test_an_action_on_the_page_of_a_thing_leads_back_to_it(history, staff):
    page = reverse("admin:booking_booking_change", args=[history["id"]])
    asked = {"action": "cancel", "reason": "asked for", "index": "0", "on_page": "1"}

    answer = staff.post(
        reverse("admin:booking_booking_changelist"), {**asked, "_selected_action": history["id"]}
    )

    assert answer.headers["Location"] == page
    cancelled = staff.get(page)
    assert "cancelled" in read(cancelled)
    assert 'value="cancel"' not in cancelled.content.decode()


def test_things_of_other_contexts_are_found_by_their_names(history, staff):
    stay = Booking.objects.get(id=history["id"]).title
    for screen, words in (
        ("inventory_stockdate", stay),
        ("inventory_resource", stay),
        ("inventory_hold", history["reference"]),
    ):
        address = reverse(f"admin:{screen}_changelist")
        found = [staff.get(address, {"q": q}).context["cl"].result_count for q in (words, "nobody")]
        assert found[0] > 0 == found[1], screen


def test_the_first_page_counts_what_its_lists_show(history, network, staff):
    first = staff.get(reverse("admin:index"))

    counts = {each.label: each.count for each in first.context["waiting"]}
    listed = {
        each.label: staff.get(each.url).context["cl"].result_count
        for each in first.context["waiting"]
    }

    assert counts == listed
    assert len(counts) > 5
    assert unfit("first page", first) == []


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
