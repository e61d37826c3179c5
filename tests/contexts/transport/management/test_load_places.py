"""`manage.py load_places`, with the tables that the project brings."""

from io import StringIO
from zoneinfo import available_timezones

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from contexts.transport import models
from contexts.transport.queries.places import place_of

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command("load_places", *words, stdout=out)
    return out.getvalue()


def counted_by_the_planner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'transport_place'")
        return cursor.fetchone()[0]


def test_a_first_start_knows_the_places_that_people_name(django_capture_on_commit_callbacks):
    assert "9500 added" in run("--dry-run")
    assert not models.Place.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        run()
    assert counted_by_the_planner() == models.Place.objects.count()
    for text, kind, region in (
        ("Agartala", "city", "Tripura"),
        ("Unakoti", "sight", "Tripura"),
        ("Kailasahar", "city", "Tripura"),
        ("Delhi", "city", "Delhi"),
        ("Calcutta", "city", "West Bengal"),
        ("IXA", "airport", "Tripura"),
        ("CCU", "airport", "West Bengal"),
        ("Delhi Airport", "airport", "Delhi"),
        ("Kolkata airport", "airport", "West Bengal"),
        ("Matabari", "sight", "Tripura"),
        ("Jampui", "sight", "Tripura"),
        ("Udaipur, Tripura", "city", "Tripura"),
        ("Madrid", "city", ""),
        ("Goa", "city", "Goa"),
    ):
        found = place_of(text=text)
        assert (text, found.kind.value, found.region) == (text, kind, region)
    zones = set(models.Place.objects.values_list("time_zone", flat=True).distinct())
    assert zones <= available_timezones()
    again = run()
    assert "added" not in again
    assert " changed" not in again


def test_a_directory_without_the_tables_is_told(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        run("--directory", str(tmp_path))
