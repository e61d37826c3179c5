import json
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contexts.catalog import models
from contexts.catalog.management.commands.load_tripura import DIRECTORY
from contexts.catalog.parts.destinations import api as destinations
from contexts.catalog.parts.destinations.contracts import DestinationImage
from riz.actor import SYSTEM
from riz.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def load(**options):
    out = StringIO()
    call_command("load_tripura", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    shutil.copytree(DIRECTORY, tmp_path / "tripura")
    return tmp_path / "tripura"


@pytest.fixture
def few(files):
    """One destination with a room: calendars for the whole of Tripura take their time."""
    edit(files, "destinations", lambda rows: _keep(rows, {"neermahal"}))
    edit(files, "accommodations", lambda rows: _keep(rows, {rows[0]["slug"]}))
    edit(files, "accommodations", lambda rows: rows[0].update(destination="neermahal"))
    edit(files, "experiences", list.clear)
    edit(files, "packages", list.clear)
    return files


def _keep(rows, slugs):
    rows[:] = [row for row in rows if row["slug"] in slugs]


def edit(files, name, change):
    path = files / f"{name}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    change(rows)
    path.write_text(json.dumps(rows), encoding="utf-8")


class TestLoadTripura:
    def test_the_second_time_changes_nothing_and_tells_nobody(self):
        first = load()
        told = OutboxEvent.objects.filter(name__startswith="catalog.").count()
        stamps = list(models.Accommodation.objects.order_by("id").values_list("id", "updated_at"))

        second = load()

        sellable = sum(
            model.objects.count()
            for model in (models.Accommodation, models.Experience, models.Package)
        )
        assert told == sellable
        assert "destinations: 32 created" in first
        assert "created" not in second
        assert "changed," not in second.replace("unchanged", "")
        assert OutboxEvent.objects.filter(name__startswith="catalog.").count() == told
        again = models.Accommodation.objects.order_by("id").values_list("id", "updated_at")
        assert list(again) == stamps

    def test_a_dry_run_names_what_would_change_and_leaves_nothing(self):
        report = load(dry_run=True)

        assert "created    destinations/neermahal" in report
        assert not models.Destination.objects.exists()
        assert not OutboxEvent.objects.exists()

    def test_a_changed_price_is_brought_in_and_told(self, few):
        load(directory=few)
        told = OutboxEvent.objects.filter(name="catalog.accommodation.published.v1").count()
        edit(few, "accommodations", lambda rows: rows[0].update(base_price_minor=123_00))

        report = load(directory=few, verbosity=2)

        assert "accommodations: 1 changed" in report
        now = OutboxEvent.objects.filter(name="catalog.accommodation.published.v1").count()
        assert now == told + 1

    def test_pictures_of_staff_stay(self, few):
        load(directory=few)
        (place,) = destinations.find_destinations(slugs=["neermahal"])
        row = models.Destination.objects.get(slug="neermahal")
        image = DestinationImage(url="https://img.example/neermahal")
        models.DestinationImage.objects.bulk_create(row.pictures((image,)))

        load(directory=few)

        assert destinations.get_destination(key="neermahal").images == (image,)
        assert destinations.get_destination(key="neermahal").version == place.version

    def test_what_staff_withdrew_stays_withdrawn(self, at, few):
        load(directory=few)
        (place,) = destinations.find_destinations(slugs=["neermahal"])
        destinations.set_destination_active(
            destination_id=place.id, is_active=False, actor=SYSTEM, at=at
        )

        load(directory=few)

        assert not models.Destination.objects.get(slug="neermahal").is_active


class TestFaults:
    def test_all_of_them_are_named_and_nothing_is_loaded(self, files):
        edit(files, "destinations", lambda rows: rows[0].update(lat="north", colour="red"))
        edit(files, "amenities", lambda rows: rows.append(rows[0]))
        edit(files, "packages", lambda rows: rows[0]["prices"][0].update(currency="XXY"))

        with pytest.raises(CommandError) as refusal:
            load(directory=files)

        message = str(refusal.value)
        assert "lat: a number is expected" in message
        assert "colour is not known" in message
        assert "is there 2 times" in message
        assert "prices: [0]: currency: 'XXY'" in message
        assert not models.Destination.objects.exists()

    def test_names_of_nothing_are_found_in_every_entry(self, files):
        edit(files, "accommodations", lambda rows: rows[0].update(destination="atlantis"))
        edit(files, "experiences", lambda rows: rows[1].update(destinations=["lemuria"]))

        with pytest.raises(CommandError) as refusal:
            load(directory=files)

        assert "atlantis" in str(refusal.value)
        assert "lemuria" in str(refusal.value)
        assert not models.Destination.objects.exists()

    def test_a_broken_file_is_named(self, files):
        (files / "packages.json").write_text("[{", encoding="utf-8")

        with pytest.raises(CommandError, match=r"packages\.json is not JSON"):
            load(directory=files)
