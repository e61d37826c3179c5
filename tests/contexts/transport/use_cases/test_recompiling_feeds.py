"""Feeds that an older program compiled: compiled again from the same bytes, or staff are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contexts.transport.domain.timetable.feed import FORMAT
from contexts.transport.domain.timetable.imports import FeedFacts
from contexts.transport.gateways import compiled
from contexts.transport.models import FeedVersion
from contexts.transport.queries.feeds import list_outdated
from contexts.transport.use_cases import recompile_feed as recompiling
from contexts.transport.use_cases.import_feed import import_feed
from contexts.transport.use_cases.recompile_feed import TOLD, recompile_feed
from riz.actor import SYSTEM
from tests.contexts.transport.gtfs_files import LATER, LATER_TIMES, folder_of, zip_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]


@pytest.fixture
def source(tmp_path) -> Path:
    return zip_of(tmp_path / "source.zip")


@pytest.fixture
def old(source, root, at) -> FeedVersion:
    facts = FeedFacts(slug="buses", name="Buses", source=str(source))
    report = import_feed(facts=facts, source=source, actor=SYSTEM, at=at)
    version = FeedVersion.objects.get(id=report.version_id)
    manifest = root / version.folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": FORMAT - 1}))
    FeedVersion.objects.update(format=FORMAT - 1)
    return version


def test_its_source_is_imported_again(old, root, at):
    assert list_outdated(limit=9) == [old.id]

    recompile_feed(version_id=old.id, at=at)

    version = FeedVersion.objects.get(is_active=True)
    assert version.id != old.id
    assert version.format == FORMAT
    assert version.sha256 == old.sha256
    assert compiled.load(root / version.folder).trips == old.trips
    assert list_outdated(limit=9) == []


def test_a_source_that_came_with_the_program(old, source, tmp_path, monkeypatch, at):
    shipped = folder_of(tmp_path / "demo" / "buses")
    monkeypatch.setattr(recompiling, "SHIPPED", shipped.parent)
    source.unlink()
    FeedVersion.objects.update(sha256=recompiling.fingerprint(shipped))

    recompile_feed(version_id=old.id, at=at)

    assert FeedVersion.objects.get(is_active=True).format == FORMAT


def test_staff_are_told_where_the_source_is_gone(old, source, at):
    source.unlink()

    assert recompile_feed(version_id=old.id, at=at) is None

    version = FeedVersion.objects.get()
    assert version.is_active
    assert version.last_error == TOLD
    assert list_outdated(limit=9) == []


def test_other_bytes_are_nobody_s_wish(old, source, at):
    zip_of(source, trips=LATER, stop_times=LATER_TIMES)

    assert recompile_feed(version_id=old.id, at=at) is None
    assert FeedVersion.objects.get().last_error == TOLD


def test_what_is_of_this_format_is_left_alone(old, at):
    FeedVersion.objects.update(format=FORMAT)

    assert list_outdated(limit=9) == []
    assert recompile_feed(version_id=old.id, at=at) is None
    assert FeedVersion.objects.get().last_error == ""
