"""Facts about cost: the files that come with the project, loading them, staff changing them, the book made of them."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from fractions import Fraction
from io import StringIO
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.identity.contracts import Role
from contexts.transport import models
from contexts.transport.domain.costing import RideLeg, RoadLeg, price
from contexts.transport.domain.modes import SCHEDULED, Mode
from contexts.transport.errors import InvalidCostFacts
from contexts.transport.gateways.tariff_files import DIRECTORY, TABLES, read_facts
from contexts.transport.queries.tariffs import cost_book, generation
from contexts.transport.use_cases.give_tariff_back import give_tariff_back
from contexts.transport.use_cases.load_tariffs import Outcome, load_tariffs
from contexts.transport.use_cases.revise_tariff import revise_tariff
from riz.actor import ANONYMOUS, SYSTEM, Actor
from riz.caching import generations
from riz.errors import Forbidden
from riz.money import Money
from tests.contexts.identity.admin.staff import staff_client
from tests.contexts.transport.domain.costing.feeds import Route, feed_of

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _ask_again():
    generations.forget()
    yield
    generations.forget()


def load(**how):
    outcomes = Counter()

    def report(entry):
        outcomes[entry.outcome] += 1

    load_tariffs(facts=read_facts(), report=report, **how)
    generations.forget()
    return outcomes


def book():
    return cost_book(NOW)


class TestFiles:
    def test_every_fact_has_a_source_and_terms(self):
        for each in read_facts():
            assert each.row.source, each
            assert each.row.licence, each
            assert each.row.source_date <= NOW.date(), each

    def test_every_mode_has_a_price_emissions_and_a_weight(self):
        found = book()
        for mode in Mode:
            assert any(one.mode == mode for one in found.comfort), mode
            assert found.emission_of(mode, "IN") is not None, mode
            assert found.emission_of(mode) is not None, mode
        for mode in SCHEDULED:
            assert any(one.mode == mode and not one.country for one in found.tariffs), mode

    @pytest.mark.parametrize("currency", ["INR", "USD", "GBP", "EUR", "BRL", "JPY"])
    def test_currencies_of_tariffs_convert(self, currency):
        assert book().can_convert(currency, "INR")
        for tariff in book().tariffs:
            assert book().can_convert(tariff.currency, currency)

    def test_a_dollar_and_a_euro_are_what_they_were(self):
        assert float(book().rate("USD", "INR")[0]) == pytest.approx(85.04, abs=0.01)
        assert float(book().rate("EUR", "USD")[0]) == pytest.approx(1.0394, abs=0.001)

    def test_what_is_wrong_is_named_by_file_and_line(self, tmp_path):
        for name in TABLES:
            (tmp_path / f"{name}.csv").write_text((DIRECTORY / f"{name}.csv").read_text())
        with (DIRECTORY / "comfort.csv").open() as file:
            rows = list(csv.DictReader(file))
        rows[3]["mode"] = "rocket"
        rows[4]["code"] = rows[5]["code"]
        with (tmp_path / "comfort.csv").open("w") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        (tmp_path / "rates.csv").unlink()

        with pytest.raises(InvalidCostFacts) as refusal:
            read_facts(tmp_path)

        faults = refusal.value.details["faults"]
        assert any(fault.startswith("comfort.csv:5: mode:") for fault in faults)
        assert any("is there twice" in fault for fault in faults)
        assert any(fault.startswith("rates.csv") for fault in faults)
        with pytest.raises(CommandError):
            call_command("load_tariffs", directory=tmp_path, stdout=StringIO())


class TestSensiblePrices:
    """Against what people pay, within what a tariff can know."""

    def of(self, mode, kilometres, zone="Asia/Kolkata", **route):
        feed = feed_of([Route([0, kilometres * 1000], mode=mode, **route)], zone=zone)
        return price([RideLeg(feed, 0, 0, 1, 0, 3600)], book=book(), currency="INR")

    @pytest.mark.parametrize(
        ("kilometres", "sleeper", "cooled"), [(500, 300, 770), (1000, 510, 1310), (1550, 680, 1790)]
    )
    def test_indian_trains(self, kilometres, sleeper, cooled):
        found = self.of(Mode.TRAIN, kilometres)
        classes = {name: money.amount_minor / 100 for name, money in found.legs[0].classes}

        assert found.is_estimated
        assert classes["SL"] == pytest.approx(sleeper, rel=0.12)
        assert classes["3A"] == pytest.approx(cooled, rel=0.12)
        assert found.total.amount_minor == classes["SL"] * 100

    def test_indian_flights_lie_within_the_order(self):
        for kilometres, least, most in (
            (250, 2000, 6000),
            (1150, 3500, 10_000),
            (2100, 5500, 15_700),
        ):
            assert least < self.of(Mode.FLIGHT, kilometres).total.amount_minor / 100 < most

    def test_a_bus_of_tripura_and_an_auto_of_agartala(self):
        assert self.of(Mode.BUS, 100, agency="Tripura RTC").total == Money(7300, "INR")
        legs = [RoadLeg(Mode.TAXI, 5000, 0, "IN", ("Agartala", "Tripura"))]
        assert price(legs, book=book(), currency="INR").total == Money(5000, "INR")

    def test_new_york_asks_once(self):
        feed = feed_of(
            [Route([0, 9000], mode=Mode.METRO, agency="MTA NYCT")] * 2, zone="America/New_York",
            currency="USD",
        )  # fmt: skip
        legs = [RideLeg(feed, n, 0, 1, n * 900, n * 900 + 600) for n in range(2)]

        found = price(legs, book=book(), currency="USD")

        assert found.total == Money(300, "USD")
        assert len(found.tickets) == 1

    def test_flights_emit_what_the_factors_say_at_their_distances(self):
        for kilometres, factor in ((500, 272.6), (1500, 182.9), (6000, 200.1)):
            found = self.of(Mode.FLIGHT, kilometres)
            assert found.co2_g == pytest.approx(kilometres * factor, rel=0.01)


class TestLoading:
    def test_twice_changes_nothing(self):
        first, again = load(), load()

        assert set(first) == {Outcome.ADDED}
        assert set(again) == {Outcome.UNCHANGED}
        assert first.total() == again.total() == sum(m.objects.count() for m in TABLES.values())

    def test_a_dry_run_writes_nothing(self):
        assert load(dry_run=True)[Outcome.ADDED] > 100
        assert models.Tariff.objects.count() == 0
        out = StringIO()
        call_command("load_tariffs", "--dry-run", stdout=out)
        assert "Dry run" in out.getvalue()

    def test_the_book_of_the_tables_is_that_of_the_files(self):
        packaged = book()
        load()
        loaded = book()

        assert loaded == packaged
        assert loaded.generation

    def test_days_with_the_same_facts_share_a_generation(self):
        load()
        models.Tariff.objects.filter(code="in-bus").update(valid_until=dt.date(2026, 12, 1))
        november, later, december = (
            cost_book(dt.datetime(2026, month, day, tzinfo=dt.UTC)).generation
            for month, day in ((11, 22), (11, 23), (12, 2))
        )

        assert november == later != december

    def test_what_staff_changed_stays_until_it_is_given_back(self):
        load()
        row = models.Tariff.objects.get(code="in-tripura-bus")
        row.bands = "*=90"
        revise_tariff(row=row, actor=SYSTEM, at=NOW)

        assert load()[Outcome.KEPT] == 1
        assert models.Tariff.objects.get(code=row.code).bands == "*=90"

        give_tariff_back(row=row, actor=SYSTEM, at=NOW)
        assert load()[Outcome.CHANGED] == 1
        assert models.Tariff.objects.get(code=row.code).bands == "*=73"

    @pytest.mark.django_db(transaction=True)
    def test_a_change_is_noticed_and_costs_one_query_when_there_is_none(self):
        load()
        before = book()
        with CaptureQueriesContext(connection) as queries:
            assert book() is before
        assert len(queries) == 0

        row = models.ExchangeRate.objects.get(base="USD")
        row.rate = "30"
        number = generation()
        stale = before.generation
        revise_tariff(row=row, actor=SYSTEM, at=NOW)
        generations.forget()

        assert generation() > number
        assert book().generation != stale
        assert book().rate("USD", "CZK")[0] == Fraction(30)

    def test_only_what_counts_on_the_day(self):
        load()
        models.Tariff.objects.filter(code="in-bus").update(valid_until=NOW.date())
        models.Tariff.objects.filter(code="in-coach").update(valid_from=dt.date(2027, 1, 1))
        codes = {tariff.code for tariff in book().tariffs}

        assert not codes & {"in-bus", "in-coach"}

    def test_the_queries_do_not_grow_with_the_rows(self):
        def count(facts):
            with CaptureQueriesContext(connection) as queries:
                load_tariffs(facts=facts, report=lambda _: None)
            return len(queries)

        facts = read_facts()
        few = count(
            [one for one in facts if one.row.code in {"in-bus", "walk", "usd-czk-2024-12-20"}]
        )
        assert count(facts) <= few + 3

    @pytest.mark.parametrize(
        "change",
        [
            {"bands": "cheap"},
            {"currency": "XXZ"},
            {"valid_until": dt.date(1999, 1, 1)},
            {"maximum_minor": 1},
            {"transfers": 3},
            {"is_estimated": True, "note": ""},
        ],
    )
    def test_nonsense_is_refused(self, change):
        load()
        row = models.Tariff.objects.get(code="in-tripura-bus")
        for name, value in change.items():
            setattr(row, name, value)

        with pytest.raises(ValidationError):
            revise_tariff(row=row, actor=SYSTEM, at=NOW)


class TestScreens:
    def test_they_open_to_who_manages_transport_alone(self):
        page = reverse("admin:transport_tariff_changelist")

        assert staff_client(Role.SUPPORT).get(page).status_code == 403
        assert staff_client(Role.PORTAL_STAFF).get(page).status_code == 200

    def test_nobody_else_changes_a_fact(self):
        load()
        row = models.Tariff.objects.first()
        for change in (
            lambda: revise_tariff(row=row, actor=ANONYMOUS, at=NOW),
            lambda: give_tariff_back(row=row, actor=Actor(id=UUID(int=1)), at=NOW),
        ):
            with pytest.raises(Forbidden):
                change()

    @pytest.fixture
    def screens(self):
        load()
        return staff_client()

    def test_lists_and_pages_open(self, screens):
        for model in ("tariff", "emissionfactor", "comfortweight", "exchangerate"):
            for query in ({}, {"edited": "yes"}, {"q": "in-"}):
                page = screens.get(reverse(f"admin:transport_{model}_changelist"), query)
                assert page.status_code == 200

    def test_a_change_is_marked_and_counts(self, screens):
        row = models.ComfortWeight.objects.get(code="bus")
        url = reverse("admin:transport_comfortweight_change", args=[row.pk])
        values = {
            "code": row.code, "mode": row.mode, "travel_class": "", "weight_thousandths": 1500,
            "boarding_s": 200, "valid_from": row.valid_from, "valid_until": "",
            "source": row.source, "source_date": row.source_date, "licence": row.licence,
            "is_estimated": "on", "note": row.note,
        }  # fmt: skip
        assert screens.post(url, values).status_code == 302
        generations.forget()

        row.refresh_from_db()
        assert (row.weight_thousandths, row.edited_at is None) == (1500, False)
        assert book().comfort_of(Mode.BUS).weight_thousandths == 1500

        listed = reverse("admin:transport_comfortweight_changelist")
        screens.post(listed, {"action": "give_back", "_selected_action": [str(row.pk)]})
        row.refresh_from_db()
        assert row.edited_at is None

    def test_nothing_is_deleted(self, screens):
        row = models.Tariff.objects.first()
        answer = screens.post(reverse("admin:transport_tariff_delete", args=[row.pk]))
        assert answer.status_code == 403
