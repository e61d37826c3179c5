"""Places over HTTP, for readers and for whoever manages the catalog."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contexts.catalog import models
from contexts.identity.models import User
from tests.contexts.catalog.factories import DestinationFactory, PlaceFactory
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

MARKET = {"name": "Old market", "kind": "MARKET", "lat": 23.5, "lon": 91.3}


@pytest.fixture
def manager(staff):
    return ApiClient().sign_in(User.objects.get(email="staff@riz.example"))


class TestReading:
    @pytest.mark.parametrize("query", [{}, {"lat": 23.5, "lon": 91.3, "radius_m": 1000}])
    def test_cursors_lead_through_all_of_it_once(self, api, query):
        expected = [str(row.id) for row in PlaceFactory.create_batch(7, name="Museum")]
        found, page = [], {"limit": 3, **query}

        for _ in range(3):
            answer = api.get("/places", **page).json()
            found += [place["id"] for place in answer["results"]]
            page = dict(parse_qsl(urlsplit(answer["next"] or "").query))

        assert (found, answer["next"]) == (sorted(expected), None)

    def test_many_rows_take_as_many_queries_as_one(self, api, staff):
        counts = []
        for more in (1, 11):
            for _ in range(more):
                PlaceFactory(destination=DestinationFactory())
            for get, address in ((api.get, "/places"), (staff.get, "/admin/catalog/place/")):
                with CaptureQueriesContext(connection) as queries:
                    assert get(address).status_code == 200
                counts.append(len(queries))

        assert counts[:2] == counts[2:]

    def test_a_place_is_answered_with_its_version_and_may_be_kept_for_a_minute(self, api):
        row = PlaceFactory(version=4)

        answer = api.get(f"/places/{row.id}")

        assert (answer["ETag"], answer["Cache-Control"]) == ('"4"', "public, max-age=60")
        assert answer.json() == {
            "id": str(row.id),
            "name": row.name,
            "kind": "MUSEUM",
            "lat": 23.5,
            "lon": 91.3,
            "destination_id": None,
            "distance_m": None,
        }

    def test_a_withdrawn_place_is_not_there(self, api):
        row = PlaceFactory(is_active=False)

        answer = api.get(f"/places/{row.id}")

        assert (answer.status_code, answer.json()["code"]) == (404, "catalog.place_not_found")


class TestWriting:
    def test_a_place_is_registered_changed_and_withdrawn(self, manager, api):
        made = manager.post("/places", MARKET)
        path = f"/places/{made.json()['id']}"
        new = {**MARKET, "name": "New market", "destination_id": str(DestinationFactory().id)}
        changed = manager.put(path, new, headers={"If-Match": made["ETag"]})
        shown = api.get(path).json()
        gone = manager.delete(path, headers={"If-Match": changed["ETag"]})

        assert (made.status_code, changed.status_code, gone.status_code) == (201, 200, 204)
        assert (made["Cache-Control"], changed["ETag"]) == ("no-store", '"2"')
        assert new.items() <= shown.items()
        assert api.get(path).status_code == 404

    def test_a_change_names_the_version_that_was_seen(self, manager):
        path = f"/places/{PlaceFactory().id}"

        assert manager.put(path, MARKET).status_code == 428
        assert manager.delete(path).status_code == 428
        assert manager.put(path, MARKET, headers={"If-Match": '"7"'}).status_code == 412
        assert manager.delete(path, headers={"If-Match": '"7"'}).status_code == 412

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", ""), ("kind", "CASTLE"), ("lat", 91), ("lon", "east"), ("slug", "old-market")],
    )
    def test_what_is_wrong_is_named(self, manager, field, value):
        answer = manager.post("/places", {**MARKET, field: value})

        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert not models.Place.objects.exists()
