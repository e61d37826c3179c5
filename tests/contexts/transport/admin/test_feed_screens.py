"""Screens of feeds: uploads, switches, reports; lists cost the same number of queries however long they are."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.transport.domain.timetable.imports import FeedFacts
from contexts.transport.models import Feed, FeedChange, FeedNotice, FeedVersion, VersionState
from contexts.transport.use_cases.import_feed import import_feed
from contexts.transport.use_cases.import_uploaded_feed import import_uploaded_feed
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.booking.conftest import staff_screens
from tests.contexts.transport.gtfs_files import LATER, LATER_TIMES, zip_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _root(settings):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        settings.RIZ_TRANSPORT_FOLDER = folder
        yield


@pytest.fixture
def screens():
    return staff_screens(email="clerk@riz.example")


@pytest.fixture
def feed(tmp_path, at) -> Feed:
    for name, tables in (("a", {}), ("b", {"trips": LATER, "stop_times": LATER_TIMES})):
        import_feed(
            facts=FeedFacts(slug="buses", name="Buses"),
            source=zip_of(tmp_path / f"{name}.zip", **tables),
            actor=SYSTEM,
            at=at,
        )
    return Feed.objects.get()


def listed(model: str) -> str:
    return reverse(f"admin:transport_{model}_changelist")


def act(screens, model: str, action: str, *rows):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return screens.post(listed(model), chosen, follow=True)


def upload_of(path: Path, **facts):
    data = SimpleUploadedFile("feed.zip", path.read_bytes(), content_type="application/zip")
    stated = {
        "slug": "buses", "name": "Buses", "source": "", "licence": "CC0", "attribution": "",
        "priority": "0", "activate": "on",
    }  # fmt: skip
    return {**stated, "file": data, **facts}


class TestUploads:
    def test_a_zip_is_taken_in_and_imported_in_the_background(self, screens, tmp_path):
        answer = screens.post(
            reverse("admin:transport_feed_add"), upload_of(zip_of(tmp_path / "a.zip")), follow=True
        )

        assert answer.status_code == 200
        version_id = FeedVersion.objects.waiting().get().id
        assert "importing, 0 % waiting" in screens.get(listed("feed")).content.decode()
        import_uploaded_feed(version_id=version_id, at=clock.now())
        text = screens.get(listed("feed")).content.decode()
        assert "1 Mar 2026 – 30 Apr 2026" in text
        assert Feed.objects.get().licence == "CC0"

    def test_a_bad_slug_is_told_and_nothing_is_kept(self, screens, tmp_path):
        stated = upload_of(zip_of(tmp_path / "a.zip"), slug="../x")

        answer = screens.post(reverse("admin:transport_feed_add"), stated, follow=True)

        assert "Small letters and digits" in answer.content.decode()
        assert not FeedVersion.objects.exists()

    def test_too_large_a_file_is_told(self, screens, tmp_path, settings):
        settings.RIZ_TRANSPORT_UPLOAD_MB = 0
        stated = upload_of(zip_of(tmp_path / "a.zip"))

        answer = screens.post(reverse("admin:transport_feed_add"), stated, follow=True)

        assert "It is larger than 0 MB." in answer.content.decode()
        assert not FeedVersion.objects.exists()


class TestSwitches:
    def test_feeds_are_disabled_enabled_and_removed(self, screens, feed):
        seen = []
        for action in ("disable", "enable", "remove"):
            assert act(screens, "feed", action, feed).status_code == 200
            feed.refresh_from_db()
            seen.append((feed.is_enabled, feed.removed_at is None))

        assert seen == [(False, True), (True, True), (False, False)]
        by_whom = FeedChange.objects.exclude(actor_id=None).values_list("action", flat=True)
        assert set(by_whom) == {"disabled", "enabled", "removed"}

    def test_an_older_version_is_searched_again(self, screens, feed):
        older = FeedVersion.objects.get(state=VersionState.RETIRED)

        act(screens, "feedversion", "search", older)

        assert FeedVersion.objects.get(is_active=True) == older

    def test_a_refusal_is_told(self, screens, feed):
        failed = FeedVersion.objects.create(
            feed=feed,
            state=VersionState.FAILED,
            started_at=feed.created_at,
            next_attempt_at=feed.created_at,
        )

        answer = act(screens, "feedversion", "search", failed)

        assert "This version can&#x27;t be used" in answer.content.decode()

    def test_facts_are_stated_anew(self, screens, feed):
        stated = upload_of(Path(__file__), name="Other buses", is_long_distance="on")
        del stated["file"], stated["slug"]

        screens.post(reverse("admin:transport_feed_change", args=[feed.pk]), stated, follow=True)

        feed.refresh_from_db()
        assert (feed.name, feed.slug, feed.is_long_distance) == ("Other buses", "buses", True)


class TestReports:
    def test_a_version_tells_what_is_wrong_with_it(self, screens, feed):
        version = FeedVersion.objects.get(is_active=True)
        version.report = {
            "totals": [
                {"code": "odd<script>", "severity": "WARNING", "file": "x.txt", "count": 1200}
            ]
        }
        version.save()
        FeedNotice.objects.create(version=version, code="odd", severity="WARNING", file="x.txt")

        page = screens.get(reverse("admin:transport_feedversion_change", args=[version.pk]))
        rows = screens.get(f"{listed('feednotice')}?version__id__exact={version.pk}")

        assert "1,200 warning" in page.content.decode()
        assert "odd&lt;script&gt;" in page.content.decode()
        assert "odd" in rows.content.decode()


@pytest.mark.parametrize("model", ["feed", "feedversion", "feednotice", "feedchange"])
def test_lists_cost_the_same_however_long_they_are(screens, feed, model, at):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert screens.get(listed(model)).status_code == 200
        return len(captured)

    FeedNotice.objects.create(version=feed.versions.first(), code="a", severity="INFO")
    queries()
    few = queries()
    for number in range(20):
        other = Feed.objects.create(slug=f"f{number}", name="x", created_at=at)
        version = FeedVersion.objects.create(
            feed=other,
            started_at=at + dt.timedelta(hours=1),
            next_attempt_at=at,
            state=VersionState.FAILED,
        )
        FeedNotice.objects.create(version=version, code="a", severity="INFO")
        FeedChange.record(other, "imported", actor_id=None, at=at)

    assert queries() == few
