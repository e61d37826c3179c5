"""Partners' programs over HTTP: `python -m tests.benchmarks.partners [--requests 1000] [--writes 2000] [--rows 1000000]`.

A throwaway PostgreSQL with fsync and synchronous_commit on, the server of production (granian) on loopback. One client
lists its bookings, of which there are none, in turns as a person with an access token and as a partner's program with a
key, whose requests also go into the access log. Then requests are noted by the writer of the log, which gathers them,
and by an insert for each, as the log would be without it. In the end the log has a million requests of one partner over
three months, and pages of it are read through the query that the endpoint calls.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks import support
from tests.benchmarks.serving import Client, make_people, server
from tests.benchmarks.support import Figures

ADDRESS = "/api/v1/bookings"
SCOPES = ("bookings:read",)
ROWS = """
INSERT INTO identity_partneraccess
    (id, partner_id, credential_id, method, endpoint, ip, status, latency_ms, request_id, at)
SELECT gen_random_uuid(), %s, %s, 'GET',
    (ARRAY['/api/v1/bookings', '/api/v1/inventory/holds', '/api/v1/bookings/<uuid:booking_id>'])[1 + n %% 3],
    '203.0.113.7', CASE WHEN n %% 100000 = 0 THEN 503 WHEN n %% 20 = 0 THEN 429 ELSE 200 END, 12, 'r' || n,
    now() - n * (interval '90 days' / %s)
FROM generate_series(1, %s) n
"""


def main() -> None:
    """Measure, and print the tables and the JSON object."""
    arguments = _arguments()
    with support.durable_place("tests.benchmarks.real.settings"):
        make_people(1)
        _confirm_addresses()
        actor, partner_id, credential_id, key = _partner()
        with server() as port:
            asked = _ask_in_turns(port, key, arguments.requests)
        support.report(asked)
        noted = _note(partner_id, credential_id, arguments.writes)
        support.report(noted)
        pages = _read(actor, partner_id, credential_id, arguments.rows)
    print(json.dumps(_result(asked, noted, pages, arguments)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--writes", type=int, default=2000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    return parser.parse_args()


def _result(
    asked: dict[str, Figures],
    noted: dict[str, Figures],
    pages: dict[str, float],
    arguments: argparse.Namespace,
) -> dict[str, Any]:
    person, program = asked.values()
    gathered, inserted = noted.values()
    return {
        "person_p50_ms": person.ms(50),
        "program_p50_ms": program.ms(50),
        "person_p95_ms": person.ms(95),
        "program_p95_ms": program.ms(95),
        "program_over_person_p50": round(program.ms(50) / person.ms(50), 3),
        "note_gathered_p50_ms": gathered.ms(50),
        "note_inserted_p50_ms": inserted.ms(50),
        "log_rows": arguments.rows,
        "log_page_ms": pages,
        "cores": os.cpu_count(),
    }


def _confirm_addresses() -> None:
    from contexts.identity.models import User
    from riz import clock

    User.objects.update(email_verified_at=clock.now())


def _partner() -> tuple[Any, Any, Any, str]:
    """Make a partner without a limit that matters, with a credential."""
    from contexts.identity.contracts import OrganisationKind
    from contexts.identity.models import Organisation
    from contexts.identity.parts.partners.use_cases.create_partner import create_partner
    from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
    from riz import clock
    from riz.actor import SYSTEM

    by: dict[str, Any] = {"actor": SYSTEM, "at": clock.now()}
    organisation = Organisation.objects.create(
        slug="himalaya", name="Himalaya", kind=OrganisationKind.PARTNER
    )
    partner = create_partner(
        organisation_id=organisation.id,
        name="Himalaya",
        domain="himalaya.example",
        contact_email="api@himalaya.example",
        rate_limit_per_minute=60_000,
        scopes=SCOPES,
        **by,
    )
    issued = issue_credential(partner_id=partner.id, scopes=SCOPES, **by)
    return SYSTEM, partner.id, issued.credential.id, issued.key


def _ask_in_turns(port: int, key: str, times: int) -> dict[str, Figures]:
    person, program = Client(port), Client(port)
    person.log_in()
    program._tokens = {"access_token": key}
    callers = {"GET /bookings, a person": person, "GET /bookings, a program": program}
    found = {name: Figures() for name in callers}
    for number in range(-20, times):  # the first ones fill caches
        for name, client in callers.items():
            taken = _timed(lambda client=client: client.get(ADDRESS))  # type: ignore[misc]
            if number >= 0:
                found[name].seconds.append(taken)
    return _rated(found)


def _note(partner_id: Any, credential_id: Any, times: int) -> dict[str, Figures]:
    from django.test import override_settings

    from contexts.identity.parts.partners.use_cases.record_access import record_access
    from riz import clock

    def note() -> None:
        record_access(
            partner_id=partner_id,
            credential_id=credential_id,
            was_right=True,
            method="GET",
            endpoint="/api/v1/bookings",
            ip="203.0.113.7",
            status=200,
            seconds=0.012,
            request_id="0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11",
            at=clock.now(),
        )

    found = {}
    for name, seconds in {"noted, gathered": 0.25, "noted, an insert each": 0}.items():
        with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=seconds):
            found[name] = Figures(seconds=[_timed(note) for _ in range(times)])
    return _rated(found)


def _read(actor: Any, partner_id: Any, credential_id: Any, rows: int) -> dict[str, float]:
    import datetime as dt

    from django.db import connection

    from contexts.identity.parts.partners import queries
    from contexts.identity.parts.partners.contracts import AccessFilter
    from contexts.identity.parts.partners.use_cases.make_access_log_partitions import (
        make_access_log_partitions,
    )
    from riz import clock
    from riz.pages import PageRequest

    now = clock.now()
    for days in (90, 60, 30, 0):
        make_access_log_partitions(at=now - dt.timedelta(days=days))
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(ROWS, [partner_id, credential_id, rows, rows])
        cursor.execute("VACUUM ANALYZE identity_partneraccess")
    wanted = {
        "latest": AccessFilter(),
        "4xx": AccessFilter(status_class=4),
        "5xx, one in 100,000": AccessFilter(status_class=5),
        "3xx, none": AccessFilter(status_class=3),
        "one endpoint": AccessFilter(endpoint="/api/v1/inventory/holds"),
        "one endpoint, 5xx": AccessFilter(status_class=5, endpoint="/api/v1/bookings"),
        "one credential": AccessFilter(credential_id=credential_id),
        "a day, two months ago": AccessFilter(
            since=now - dt.timedelta(days=61), until=now - dt.timedelta(days=60)
        ),
    }

    def page(narrowed: AccessFilter, cursor: str | None = None) -> Any:
        return queries.list_accesses(
            partner_id=partner_id,
            actor=actor,
            wanted=narrowed,
            page=PageRequest(limit=50, cursor=cursor),
        )

    found = {name: _median_ms(lambda one=one: page(one)) for name, one in wanted.items()}  # type: ignore[misc]
    place = None
    for _ in range(40):
        place = page(AccessFilter(), place).next
    found["the forty-first page"] = _median_ms(lambda: page(AccessFilter(), place))
    found["requests of the last day, counted"] = _median_ms(
        lambda: queries.count_requests(partner_id=partner_id, since=now - dt.timedelta(days=1))
    )
    for name, taken in found.items():
        print(f"{name:34}{taken:10.2f} ms")
    _explain(partner_id)
    return found


def _explain(partner_id: Any) -> None:
    from contexts.identity.models import PartnerAccess

    for narrowed in ({}, {"status_class": 5}, {"endpoint": "/api/v1/inventory/holds"}):
        rows = PartnerAccess.objects.filter(partner_id=partner_id, **narrowed)
        print(f"\n{narrowed or 'latest'}")
        print(rows.order_by("-at", "-id")[:51].explain(analyze=True, costs=False, buffers=True))


def _rated(found: dict[str, Figures]) -> dict[str, Figures]:
    for figures in found.values():
        figures.rates.append(len(figures.seconds) / sum(figures.seconds))
    return found


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _median_ms(act: Callable[[], object], *, times: int = 20) -> float:
    act()
    return round(statistics.median(_timed(act) for _ in range(times)) * 1000, 2)


if __name__ == "__main__":
    main()
