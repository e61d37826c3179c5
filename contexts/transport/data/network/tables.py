"""GTFS tables as text, and what every feed of the demo network has in common."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FIRST_DAY: Final = "20260101"
LAST_DAY: Final = "20271231"
VERSION: Final = "2026-11 estimated"
ZONE: Final = "Asia/Kolkata"
APPROXIMATE: Final = "0"
"""GTFS's own mark, `timepoint`, of a time that is not promised: every time of the demo network is an estimate."""
EVERY_DAY: Final = "1234567"
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Files = dict[str, str]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The publisher of a feed, and where its facts are from."""

    title: str
    licence: str
    agency_id: str
    agency: str
    url: str
    sources: tuple[tuple[str, str], ...]
    """Name and address of each."""


def text_of(rows: Iterable[Row]) -> str:
    """Write rows as CSV under the names of the first one's columns."""
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(listed[0]) if listed else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()


def common_files(publisher: Publisher, day_masks: Iterable[str]) -> Files:
    """Return the tables that tell who publishes, on which days things run, and whose facts they are."""
    return {
        "agency.txt": text_of(
            [
                {
                    "agency_id": publisher.agency_id,
                    "agency_name": publisher.agency,
                    "agency_url": publisher.url,
                    "agency_timezone": ZONE,
                    "agency_lang": "en",
                }
            ]
        ),
        "feed_info.txt": text_of(
            [
                {
                    "feed_publisher_name": "RIZ",
                    "feed_publisher_url": "https://riz.example",
                    "feed_lang": "en",
                    "feed_start_date": FIRST_DAY,
                    "feed_end_date": LAST_DAY,
                    "feed_version": VERSION,
                    "feed_contact_url": "https://riz.example",
                }
            ]
        ),
        "attributions.txt": text_of(
            {
                "attribution_id": f"source-{number}",
                "organization_name": name,
                "is_producer": 0,
                "is_operator": 0,
                "is_authority": 1,
                "attribution_url": url,
            }
            for number, (name, url) in enumerate(publisher.sources, start=1)
        ),
        "calendar.txt": text_of(calendar_row(mask) for mask in sorted(set(day_masks))),
        "feed.json": _facts(publisher),
    }


def _facts(publisher: Publisher) -> str:
    """Return what the list of feeds tells of one. All three join cities far apart: each belongs into every search."""
    names = "; ".join(name for name, _ in publisher.sources)
    facts = {
        "name": publisher.title,
        "source": publisher.sources[0][1],
        "licence": publisher.licence,
        "attribution": names,
        "is_long_distance": True,
    }
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def calendar_row(mask: str) -> dict[str, object]:
    """Return the service that runs on the days of a mask; "135" is Monday, Wednesday and Friday."""
    days = {day: int(str(number) in mask) for number, day in enumerate(_DAYS, start=1)}
    return {"service_id": f"d{mask}", **days, "start_date": FIRST_DAY, "end_date": LAST_DAY}


def clock(seconds: float) -> str:
    """Write seconds since the start of a service day as GTFS does, to the minute; hours may pass 24.

    >>> clock(90_060)
    '25:01:00'
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def degrees(value: float) -> str:
    """Write a coordinate to about a metre."""
    return f"{value:.5f}"
