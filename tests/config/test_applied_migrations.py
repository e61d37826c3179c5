"""The quick look at migrations agrees with Django's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.applied_migrations import are_applied, remember
from tests.support import databases


@pytest.fixture
def remembered(tmp_path: Path) -> Path:
    file = tmp_path / "migrated"
    remember(file)
    return file


@pytest.mark.usefixtures("django_db_setup")
class TestAreApplied:
    def test_nothing_is_left_to_do_in_a_migrated_database(self, remembered: Path) -> None:
        assert are_applied(
            databases.current().postgres.url(databases.TEMPLATE), remembered=remembered
        )

    def test_an_empty_database_needs_its_migrations(self, remembered: Path) -> None:
        assert not are_applied(databases.current().postgres.url("postgres"), remembered=remembered)

    def test_other_libraries_may_bring_migrations(self, remembered: Path) -> None:
        url = databases.current().postgres.url(databases.TEMPLATE)
        remembered.write_text("other requirements")

        assert not are_applied(url, remembered=remembered)
        assert not are_applied(url, remembered=remembered.with_name("nothing"))
