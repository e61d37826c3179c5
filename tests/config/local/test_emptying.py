"""What tests that commit leave behind does not reach the next test."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection

from riz.ids import new_id
from tests.riz.outbox.things import happen
from tests.support import emptying

pytestmark = pytest.mark.django_db(transaction=True)
ORGANISATIONS = """
    INSERT INTO identity_organisation (id, slug, name, kind)
    SELECT gen_random_uuid(), 's-' || n, 'S', 'SELLER' FROM generate_series(1, %s) AS n
"""


def filled() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if model._base_manager.exists()}


@pytest.mark.parametrize("many", [1, 10_000])
def test_all_goes_but_what_migrate_made(many):
    happen(new_id(), 1)
    with connection.cursor() as cursor:
        cursor.execute(ORGANISATIONS, [many])
    assert filled() > {
        "identity_organisation",
        "outbox_event",
        *emptying.FILLED,
        *emptying.PUT_BACK,
    }

    emptying.empty()

    assert filled() == {*emptying.FILLED, *emptying.PUT_BACK}


@pytest.mark.parametrize("_time", ["first", "second"])
def test_what_migrate_made_is_there_again_for_the_next(_time):
    assert Permission.objects.filter(codename="add_permission").exists()

    Permission.objects.all().delete()
