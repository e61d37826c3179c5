"""Loading and locking rows."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riz.caching.models import Generation
from riz.errors import NotFound
from riz.locking import lock, lock_all, lock_or_none

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return [Generation.objects.create(name=name, number=1) for name in ("b", "a", "c")]


def statement(captured):
    (query,) = captured.captured_queries
    return query["sql"]


@pytest.mark.parametrize(
    ("no_key", "words"), [(False, "FOR UPDATE OF"), (True, "FOR NO KEY UPDATE OF")]
)
def test_a_row_is_locked_of_a_model_and_of_some_of_its_rows(rows, no_key, words):
    for among in (Generation, Generation.objects.filter(number=1)):
        with CaptureQueriesContext(connection) as captured:
            assert lock(among, name="a", no_key=no_key) == rows[1]
        assert words in statement(captured)


@pytest.mark.parametrize("refusal", [NotFound, NotFound()])
def test_where_there_is_none_it_is_refused_as_the_caller_says(rows, refusal):
    with pytest.raises(NotFound):
        lock(Generation.objects.filter(number=2), name="a", refusal=refusal)
    with pytest.raises(ObjectDoesNotExist):
        lock(Generation, name="d")
    assert lock_or_none(Generation, name="d") is None


def test_several_are_locked_in_one_order(rows):
    with CaptureQueriesContext(connection) as captured:
        assert [row.name for row in lock_all(Generation.objects.all())] == ["a", "b", "c"]
    assert "FOR UPDATE OF" in statement(captured)
    by_number = lock_all(Generation.objects.all(), "number", "-name")
    assert [row.name for row in by_number] == ["c", "b", "a"]
