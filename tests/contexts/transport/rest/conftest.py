"""A town whose timetable is searched."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    from tests.contexts.transport.rest import networks

    settings.RIZ_TRANSPORT_FOLDER = str(tmp_path)
    networks.forget()
    yield
    networks.forget()


@pytest.fixture
def town(db, folder):
    from tests.contexts.transport.rest import networks

    return networks.put_into_searches(networks.town())


@pytest.fixture
def country(db, folder):
    from tests.contexts.transport.rest import networks

    return networks.put_into_searches(networks.country(), is_long_distance=True)


@pytest.fixture
def search(api, town):
    """Search from the market to the port, or whatever is said otherwise."""
    from tests.contexts.transport.rest import networks

    def ask(*, status=200, path="/transport/options", headers=None, **query):
        given = {"origin": "23.80,91.20", "dest": "23.86,91.32", **query}
        if not {"date", "arrive_by", "cursor", "depart_at"} & set(given):
            given["depart_at"] = networks.at(8)
        kept = {name: value for name, value in given.items() if value is not None}
        answer = api.get(path, headers=headers, **kept)
        assert answer.status_code == status, answer.content
        return answer

    return ask
