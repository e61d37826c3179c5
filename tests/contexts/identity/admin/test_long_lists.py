import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contexts.identity.admin.staff import TABLES, list_of, staff_client
from tests.support.crowds import count_crowd

pytestmark = pytest.mark.django_db


class TestThousandRows:
    """A list page costs the same few queries however long the list is."""

    @pytest.fixture
    def crowd(self, at):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO identity_user (id, password, email, full_name, phone, kind, is_active,"
                " locale, time_zone, default_currency, avatar_url, facts_version) SELECT"
                " gen_random_uuid(), '', 'crowd' || n || '@riz.example', 'Somebody', '',"
                " 'TRAVELLER', true, 'en', 'UTC', 'INR', '', 1 FROM generate_series(1, 1000) n"
            )
            cursor.execute(
                "INSERT INTO identity_session (id, user_id, ip, user_agent, created_at,"
                " last_used_at, expires_at, revoked_reason, methods, authenticated_at, reason) SELECT"
                " gen_random_uuid(), id, '192.0.2.1', 'curl', now(), now(), now(), '',"
                " '{password}', now(), '' FROM identity_user"
            )
            cursor.execute(
                "INSERT INTO identity_securityevent (id, user_id, action, actor, resource_type,"
                " resource_id, metadata, ip, at) SELECT gen_random_uuid(), id, 'signed_in', '', '',"
                " '', '{}', '192.0.2.1', now() FROM identity_user"
            )
            cursor.execute(
                "INSERT INTO identity_rolegrant (id, user_id, role) SELECT gen_random_uuid(), id,"
                " 'PORTAL_STAFF' FROM identity_user"
            )
            cursor.execute(
                "INSERT INTO identity_organisation (id, slug, name, kind) SELECT"
                " gen_random_uuid(), 's-' || n, 'S', 'SELLER' FROM generate_series(1, 1000) n"
            )
        count_crowd(
            "identity_user",
            "identity_session",
            "identity_securityevent",
            "identity_rolegrant",
            "identity_organisation",
        )

    def test_a_list_page_takes_fifteen_queries_at_most(self, crowd):
        admin = staff_client()
        counts = {}

        for table in TABLES:
            for name, query in {
                "plain": {},
                "searched": {"q": "crowd777"},
                "paged": {"p": 7},
            }.items():
                with CaptureQueriesContext(connection) as seen:
                    assert admin.get(list_of(table), query).status_code == 200
                counts[table, name] = len(seen)

        assert {place: n for place, n in counts.items() if n > 15} == {}
