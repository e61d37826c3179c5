"""Feeds from file to search: imported once, switched at once, rolled back, removed; failures change nothing."""

from __future__ import annotations

import datetime as dt
import os
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.transport.domain.timetable.imports import FeedFacts, Outcome
from contexts.transport.errors import (
    FeedBusy,
    FeedVersionUnusable,
    InvalidFeed,
    UnknownFeed,
    UnknownFeedVersion,
)
from contexts.transport.gateways import compiled
from contexts.transport.models import (
    Feed,
    FeedChange,
    FeedNotice,
    FeedVersion,
    Place,
    VersionState,
)
from contexts.transport.use_cases.activate_feed_version import activate_feed_version
from contexts.transport.use_cases.import_feed import import_feed
from contexts.transport.use_cases.import_uploaded_feed import import_uploaded_feed
from contexts.transport.use_cases.remove_feed import remove_feed
from contexts.transport.use_cases.set_feed_enabled import set_feed_enabled
from contexts.transport.use_cases.sweep_feed_files import sweep_feed_files
from contexts.transport.use_cases.upload_feed import upload_feed
from riz.actor import ANONYMOUS, SYSTEM
from riz.errors import Forbidden
from riz.outbox.models import OutboxEvent
from tests.contexts.transport.gtfs_files import LATER, LATER_TIMES, folder_of, zip_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]
BUSES = FeedFacts(slug="buses", name="Buses of Tripura", licence="CC0", is_long_distance=False)


@pytest.fixture
def source(tmp_path) -> Path:
    return folder_of(tmp_path / "source")


@pytest.fixture
def newer(tmp_path) -> Path:
    return zip_of(tmp_path / "newer.zip", trips=LATER, stop_times=LATER_TIMES)


def imported(source: Path, at: dt.datetime, **options):
    return import_feed(facts=BUSES, source=source, actor=SYSTEM, at=at, **options)


def names_of_events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


class TestImporting:
    def test_a_feed_is_stored_and_searched(self, source, root, at):
        report = imported(source, at)

        version = FeedVersion.objects.select_related("feed").get()
        assert report.outcome is Outcome.IMPORTED
        assert report.version_id == version.id
        assert (report.stops, report.trips, report.events) == (3, 2, 6)
        assert version.is_active
        assert version.state == VersionState.READY
        assert (version.first_date, version.last_date) == (
            dt.date(2026, 3, 1),
            dt.date(2026, 4, 30),
        )
        assert version.feed.name == "Buses of Tripura"
        assert compiled.load(root / version.folder).trips == 2
        assert names_of_events() == ["transport.feed.activated.v1"]

    def test_its_stops_are_known_by_name(self, source, at):
        imported(source, at)

        assert set(Place.objects.values_list("name", flat=True)) == {
            "Agartala",
            "Udaipur",
            "Sabroom",
        }

    def test_the_same_bytes_are_imported_once(self, source, root, at):
        first = imported(source, at)
        again = imported(source, at)

        assert again.outcome is Outcome.UNCHANGED
        assert again.version_id == first.version_id
        assert FeedVersion.objects.count() == 1
        assert len(list(root.iterdir())) == 1
        assert len(names_of_events()) == 1

    def test_a_newer_version_replaces_the_older(self, source, newer, at):
        first, second = imported(source, at), imported(newer, at)

        versions = {row.id: row for row in FeedVersion.objects.all()}
        assert versions[second.version_id].is_active
        assert versions[first.version_id].state == VersionState.RETIRED
        assert versions[first.version_id].retired_at == at
        assert set(Place.objects.values_list("feed_version_id", flat=True)) == {second.version_id}

    def test_a_dry_run_changes_nothing(self, source, root, at):
        report = imported(source, at, dry_run=True)

        assert report.outcome is Outcome.CHECKED
        assert report.trips == 2
        assert not Feed.objects.exists()
        assert not root.exists()

    def test_without_activation_the_running_version_runs_on(self, source, newer, at):
        first = imported(source, at)
        second = imported(newer, at, activate=False)

        assert FeedVersion.objects.get(is_active=True).id == first.version_id
        assert FeedVersion.objects.get(id=second.version_id).state == VersionState.READY

    def test_an_unusable_feed_leaves_the_running_one(self, source, root, tmp_path, at):
        first = imported(source, at)
        report = imported(zip_of(tmp_path / "bad.zip", stop_times=""), at)

        assert report.outcome is Outcome.UNUSABLE
        failed = FeedVersion.objects.get(id=report.version_id)
        assert failed.state == VersionState.FAILED
        assert failed.last_error
        assert FeedNotice.objects.filter(version=failed, severity="ERROR").exists()
        assert FeedVersion.objects.get(is_active=True).id == first.version_id
        assert len(list(root.iterdir())) == 1

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"hello"])
    def test_what_is_no_zip_is_unusable(self, tmp_path, content, at):
        (tmp_path / "bad.zip").write_bytes(content)

        assert imported(tmp_path / "bad.zip", at).outcome is Outcome.UNUSABLE
        assert imported(tmp_path / "nowhere.zip", at).outcome is Outcome.UNUSABLE

    def test_findings_are_kept_with_their_rows(self, tmp_path, at):
        times = folder_of(tmp_path / "x") / "stop_times.txt"
        text = times.read_text() + "t9,08:00:00,08:00:00,s1,1\n"
        report = imported(zip_of(tmp_path / "odd.zip", stop_times=text), at)

        notice = FeedNotice.objects.get(version_id=report.version_id, code="foreign_key_violation")
        assert (notice.file, notice.row, notice.value) == ("stop_times.txt", 8, "t9")
        total = next(total for total in report.totals if total.code == "foreign_key_violation")
        assert total.count == 1

    def test_a_failure_while_storing_leaves_nothing(self, source, newer, root, at, monkeypatch):
        first = imported(source, at)
        folders = set(root.iterdir())

        def full(*_):
            raise OSError("no space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            imported(newer, at)
        monkeypatch.undo()

        assert FeedVersion.objects.get(state=VersionState.FAILED).last_error.endswith("on device")
        assert FeedVersion.objects.get(is_active=True).id == first.version_id
        assert set(root.iterdir()) == folders

    def test_what_a_killed_importer_left_is_given_up(self, source, at):
        imported(source, at)
        lost = FeedVersion.objects.create(
            feed=Feed.objects.get(), started_at=at, next_attempt_at=at
        )

        imported(source, at)

        lost.refresh_from_db()
        assert lost.state == VersionState.FAILED

    def test_facts_are_checked_and_stated_anew(self, source, at):
        with pytest.raises(InvalidFeed):
            import_feed(facts=FeedFacts(slug="Not a slug/.."), source=source, actor=SYSTEM, at=at)
        imported(source, at)
        import_feed(
            facts=FeedFacts(slug="buses", licence="ODbL"), source=source, actor=SYSTEM, at=at
        )

        feed = Feed.objects.get()
        assert (feed.name, feed.licence) == ("Buses of Tripura", "ODbL")

    def test_strangers_import_nothing(self, source, at):
        with pytest.raises(Forbidden):
            import_feed(facts=BUSES, source=source, actor=ANONYMOUS, at=at)


@pytest.mark.django_db(transaction=True)
class TestOneImporterAtATime:
    def test_a_second_one_is_refused_until_the_first_has_ended(self, source, at):
        other = connection.copy()
        with closing(other), other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('transport.import:buses', 0))")
            with pytest.raises(FeedBusy):
                imported(source, at)
            cursor.execute(
                "SELECT pg_advisory_unlock(hashtextextended('transport.import:buses', 0))"
            )
        assert imported(source, at).outcome is Outcome.IMPORTED
        assert imported(source, at).outcome is Outcome.UNCHANGED


class TestSwitching:
    @pytest.fixture
    def two(self, source, newer, at):
        return imported(source, at).version_id, imported(newer, at).version_id

    def test_an_older_version_is_searched_again(self, two, at):
        older, newer = two
        activate_feed_version(version_id=older, actor=SYSTEM, at=at)

        assert FeedVersion.objects.get(is_active=True).id == older
        assert FeedVersion.objects.get(id=newer).state == VersionState.RETIRED
        assert FeedVersion.objects.get(id=older).retired_at is None
        assert set(Place.objects.values_list("feed_version_id", flat=True)) == {older}
        activate_feed_version(version_id=older, actor=SYSTEM, at=at)
        assert len(names_of_events()) == 3

    def test_a_version_whose_files_are_gone_is_refused(self, two, root, at):
        compiled.remove(root / FeedVersion.objects.get(id=two[0]).folder)

        with pytest.raises(FeedVersionUnusable), transaction.atomic():
            activate_feed_version(version_id=two[0], actor=SYSTEM, at=at)
        assert FeedVersion.objects.get(is_active=True).id == two[1]

    def test_a_version_that_failed_is_refused(self, two, at):
        failed = FeedVersion.objects.create(
            feed=Feed.objects.get(), state=VersionState.FAILED, started_at=at, next_attempt_at=at
        )
        with pytest.raises(FeedVersionUnusable):
            activate_feed_version(version_id=failed.id, actor=SYSTEM, at=at)
        with pytest.raises(UnknownFeedVersion):
            activate_feed_version(version_id=Feed.objects.get().id, actor=SYSTEM, at=at)

    def test_disabled_and_enabled(self, two, at):
        feed_id = Feed.objects.get().id
        set_feed_enabled(feed_id=feed_id, is_enabled=False, actor=SYSTEM, at=at)
        set_feed_enabled(feed_id=feed_id, is_enabled=False, actor=SYSTEM, at=at)
        assert not FeedVersion.objects.in_use().exists()
        assert not Place.objects.exists()

        set_feed_enabled(feed_id=feed_id, is_enabled=True, actor=SYSTEM, at=at)
        assert FeedVersion.objects.in_use().get().id == two[1]
        assert Place.objects.count() == 3
        assert names_of_events()[2:] == [
            "transport.feed.withdrawn.v1",
            "transport.feed.activated.v1",
        ]

    def test_removed_and_imported_again_under_the_same_name(self, two, source, at):
        feed_id = Feed.objects.get().id
        remove_feed(feed_id=feed_id, actor=SYSTEM, at=at)

        assert not FeedVersion.objects.in_use().exists()
        assert not Place.objects.exists()
        for act, more in ((remove_feed, {}), (set_feed_enabled, {"is_enabled": True})):
            with pytest.raises(UnknownFeed), transaction.atomic():
                act(feed_id=feed_id, **more, actor=SYSTEM, at=at)
        assert imported(source, at).outcome is Outcome.IMPORTED
        assert Feed.objects.kept().get().id != feed_id

    def test_who_did_what_is_written_down(self, two, at):
        feed_id = Feed.objects.get().id
        set_feed_enabled(feed_id=feed_id, is_enabled=False, actor=SYSTEM, at=at)
        remove_feed(feed_id=feed_id, actor=SYSTEM, at=at)

        actions = list(FeedChange.objects.order_by("id").values_list("action", flat=True))
        assert actions == [
            "registered",
            *("imported", "activated"),
            *("imported", "activated"),
            "disabled",
            "removed",
        ]

    def test_the_database_keeps_one_active_version(self, two):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeedVersion.objects.filter(id=two[0]).update(
                is_active=True, state=VersionState.READY, retired_at=None
            )


class TestSweeping:
    def test_versions_go_days_after_they_were_retired(self, source, newer, root, at, settings):
        first, second = imported(source, at), imported(newer, at)
        days = dt.timedelta(days=settings.RIZ_TRANSPORT_RETIRED_DAYS)

        assert sweep_feed_files(at=at + days - dt.timedelta(minutes=1)) == 0
        assert sweep_feed_files(at=at + days + dt.timedelta(minutes=1)) == 1

        assert FeedVersion.objects.get(id=first.version_id).folder == ""
        assert [path.name for path in root.iterdir()] == [
            FeedVersion.objects.get(id=second.version_id).folder
        ]
        with pytest.raises(FeedVersionUnusable):
            activate_feed_version(version_id=first.version_id, actor=SYSTEM, at=at)
        assert imported(source, at).outcome is Outcome.IMPORTED

    def test_what_was_left_behind_goes_after_a_day(self, source, root, at):
        imported(source, at)
        now = dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)
        stray = root / "stray"
        stray.mkdir()
        (stray / "manifest.json").write_text("{}")
        (root / ".unfinished-1").mkdir()

        assert sweep_feed_files(at=now) == 0
        assert sweep_feed_files(at=now + dt.timedelta(hours=25)) == 2
        assert len(list(root.iterdir())) == 1

    def test_nothing_was_ever_imported(self, at):
        assert sweep_feed_files(at=at) == 0


class TestUploads:
    def uploaded(self, source: Path, at, **options):
        return upload_feed(
            facts=BUSES, blocks=[source.read_bytes()], actor=SYSTEM, at=at, **options
        )

    def test_an_upload_waits_and_is_imported(self, newer, root, at):
        version_id = self.uploaded(newer, at)
        assert FeedVersion.objects.due(at).get().id == version_id

        import_uploaded_feed(version_id=version_id, at=at)

        assert FeedVersion.objects.get(id=version_id).is_active
        assert not FeedVersion.objects.waiting().exists()
        assert not list((root / "uploads").iterdir())
        import_uploaded_feed(version_id=version_id, at=at)
        assert FeedVersion.objects.count() == 1

    def test_files_that_nobody_will_import_go_after_a_day(self, newer, root, at):
        version_id = self.uploaded(newer, at)
        (root / "uploads" / "stray.zip").write_bytes(b"taken in by somebody who was ended")
        now = dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)

        assert sweep_feed_files(at=now) == 0
        assert sweep_feed_files(at=now + dt.timedelta(hours=25)) == 1

        assert [path.name for path in (root / "uploads").iterdir()] == [f"{version_id}.zip"]
        import_uploaded_feed(version_id=version_id, at=at)
        assert FeedVersion.objects.get(id=version_id).is_active

    def test_the_same_file_again_is_not_stored_twice(self, newer, at):
        first, second = self.uploaded(newer, at), self.uploaded(newer, at)
        for version_id in (first, second):
            import_uploaded_feed(version_id=version_id, at=at)

        assert FeedVersion.objects.get(is_active=True).id == first
        assert FeedVersion.objects.get(id=second).state == VersionState.FAILED

    def test_one_that_kills_its_importer_is_given_up_until_staff_repeat_it(self, newer, at):
        version_id = self.uploaded(newer, at)
        FeedVersion.objects.filter(id=version_id).update(attempts=3)

        import_uploaded_feed(version_id=version_id, at=at)

        assert FeedVersion.objects.get(id=version_id).state == VersionState.FAILED
        assert not FeedVersion.objects.waiting().exists()
        assert FeedVersion.objects.repeat(at=at) == 1
        import_uploaded_feed(version_id=version_id, at=at)
        assert FeedVersion.objects.get(id=version_id).is_active

    def test_too_large_a_file_is_refused(self, root, settings, at):
        settings.RIZ_TRANSPORT_UPLOAD_MB = 1
        with pytest.raises(InvalidFeed):
            upload_feed(facts=BUSES, blocks=[bytes(1 << 19)] * 3, actor=SYSTEM, at=at)
        assert not FeedVersion.objects.exists()
        assert not list((root / "uploads").iterdir())

    def test_an_upload_by_somebody_else_is_refused(self, newer, at):
        with pytest.raises(Forbidden):
            upload_feed(facts=BUSES, blocks=[], actor=ANONYMOUS, at=at)


def test_the_lock_is_let_go_of(source, at):
    imported(source, at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ExclusiveLock' AND pid = pg_backend_pid()"
        )
        held = cursor.fetchone()[0]
    assert held <= 1  # the generation's, until the test's transaction ends
