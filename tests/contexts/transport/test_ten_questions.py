"""What a traveller may be sure of between places of the demo network."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from contexts.transport.gateways import timetable
from riz import clock

HOUR = 3600
# Ends, families that are there, and hours of the fastest way at most and at least.
QUESTIONS = [
    ("Delhi", "Unakoti", {"air", "rail"}, (6, 16)),
    ("Kolkata", "Agartala", {"air", "rail"}, (3, 6)),
    ("Mumbai", "Chennai", {"air", "rail"}, (4, 7)),
    ("Guwahati", "Jampui Hills", {"air", "road"}, (3, 12)),
    ("IXA", "Neermahal", {"road"}, (1, 5)),
    ("Agartala", "Sabroom", {"rail", "road"}, (2, 5)),
    ("Dharmanagar", "Udaipur, Tripura", {"rail", "road"}, (3, 8)),
    ("Bengaluru", "Agartala", {"air", "rail"}, (5, 9)),
    ("Silchar", "Agartala", {"rail", "road"}, (4, 8)),
    ("Patna", "Kailashahar", {"air", "rail"}, (6, 16)),
]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    usual = settings.RIZ_TRANSPORT_FOLDER
    settings.RIZ_TRANSPORT_FOLDER = str(tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_places", verbosity=0, stdout=StringIO())
        call_command("load_demo_network", verbosity=0, stdout=StringIO())
        timetable.forget()
        yield
        transaction.set_rollback(True)
    settings.RIZ_TRANSPORT_FOLDER = usual
    timetable.forget()


@pytest.mark.parametrize(("origin", "dest", "families", "hours"), QUESTIONS)
def test_a_traveller_finds_what_there_is(demo, db, api, origin, dest, families, hours):
    date = (clock.now() + dt.timedelta(days=14)).date().isoformat()
    answer = api.get("/transport/options", origin=origin, dest=dest, date=date).json()

    told = answer["results"]
    assert families <= {option["family"] for option in told}
    assert hours[0] * HOUR <= min(option["duration_s"] for option in told) <= hours[1] * HOUR
    assert {"car", "taxi"} <= {mode for way in answer["baselines"] for mode in way["modes"]}
    assert all(option["cost"]["amount_minor"] > 0 for option in told)
    assert all(option["walk_m"] <= 5_000 for option in told)
    assert {"cheapest", "fastest", "balanced"} <= {pick["name"] for pick in answer["picks"]}
