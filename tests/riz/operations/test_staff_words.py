"""What staff read in the place of what tables hold."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from riz.operations.staff.instants import HOME_ZONE, format_instant, zone_named, zone_of
from riz.operations.staff.names import Named, Names, ids_in
from riz.operations.staff.states import format_state
from riz.operations.staff.tables import format_json, label_of

KNOWN, UNKNOWN = UUID(int=1), UUID(int=2)


@pytest.fixture
def page(rf):
    names = Names(rf.get("/"), {})
    names._found[KNOWN] = Named("Tripura <Tourism>", "/somewhere/")
    return SimpleNamespace(names=names, zone=HOME_ZONE)


def test_an_instant_names_the_city_of_its_zone():
    at = dt.datetime(2026, 12, 5, 7, 30, tzinfo=dt.UTC)

    assert format_instant(at, HOME_ZONE) == "13:00, 5 Dec 2026 (Kolkata)"
    assert format_instant(at, ZoneInfo("America/New_York")) == "02:30, 5 Dec 2026 (New York)"


@pytest.mark.parametrize(
    ("chosen", "read"),
    [("Europe/Paris", "Europe/Paris"), ("UTC", "Asia/Kolkata"), ("", "Asia/Kolkata")],
)
def test_staff_read_their_own_clock_or_that_of_home(chosen, read):
    assert zone_of(SimpleNamespace(user=SimpleNamespace(time_zone=chosen))).key == read
    assert zone_named(chosen, HOME_ZONE).key == read


def test_ids_become_names_that_lead_to_their_screens(page):
    link = page.names.link(f"traveller:{KNOWN} by <b>")

    assert link == (
        '<a class="text-link" href="/somewhere/">Tripura &lt;Tourism&gt;</a> by &lt;b&gt;'
    )
    assert page.names.link(KNOWN, is_linked=False) == "Tripura &lt;Tourism&gt;"
    assert page.names.link(UNKNOWN) == "not known"


def test_ids_are_found_however_deep():
    assert ids_in({"lines": [{"id": str(KNOWN)}, [f"booking:{UNKNOWN}"]]}) == {KNOWN, UNKNOWN}


def test_json_is_a_table(page):
    table = format_json(
        [
            {
                "organisation_id": str(KNOWN),
                "amount_minor": 1_062_000,
                "is_own": True,
                "a_id": str(UNKNOWN),
            },
            {"rate_basis_points": 1800, "at": "2026-12-05T07:30:00Z", "says": "<b>"},
        ],
        page,
        "INR",
    )

    assert "<th" in table
    for text in (
        "Organisation",
        "Tripura &lt;",
        "₹10,620.00",
        "Yes",
        "18 %",
        "13:00, 5 Dec",
        "&lt;b&gt;",
    ):
        assert text in table
    assert str(UNKNOWN) not in table


def test_labels_leave_out_what_the_table_adds():
    assert [label_of(name) for name in ("total_minor", "item_id", "is_open", "name")] == [
        "total", "item", "open", "name",
    ]  # fmt: skip


def test_a_failure_is_red_and_a_success_green():
    assert "red" in format_state("FAILED", "failed")
    assert "green" in format_state("SUCCEEDED", "succeeded")
    assert "red" not in format_state("CANCELLED", "cancelled")
