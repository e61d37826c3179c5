"""Small GTFS folders and zips, written as publishers do."""

from __future__ import annotations

import zipfile
from pathlib import Path

TABLES = {
    "agency.txt": """agency_id,agency_name,agency_url,agency_timezone
a,Bus company,https://buses.example,Asia/Kolkata
""",
    "stops.txt": """stop_id,stop_name,stop_lat,stop_lon
s1,Agartala,23.83,91.28
s2,Udaipur,23.53,91.48
s3,Sabroom,23.00,91.73
""",
    "routes.txt": """route_id,agency_id,route_short_name,route_type
r1,a,1,3
""",
    "trips.txt": """route_id,service_id,trip_id
r1,daily,t1
r1,daily,t2
""",
    "stop_times.txt": """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,08:00:00,08:00:00,s1,1
t1,09:30:00,09:35:00,s2,2
t1,12:00:00,12:00:00,s3,3
t2,10:00:00,10:00:00,s1,1
t2,11:30:00,11:35:00,s2,2
t2,14:00:00,14:00:00,s3,3
""",
    "calendar.txt": """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
daily,1,1,1,1,1,1,1,20260301,20260430
""",
}


def folder_of(path: Path, **changed: str) -> Path:
    """Write the tables, some of them otherwise (`stops="..."`), or not at all (`stops=""`)."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in _tables(changed).items():
        (path / name).write_text(text)
    return path


def zip_of(path: Path, **changed: str) -> Path:
    """Write them as a zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in _tables(changed).items():
            archive.writestr(name, text)
    return path


def _tables(changed: dict[str, str]) -> dict[str, str]:
    tables = TABLES | {f"{name}.txt": text for name, text in changed.items()}
    return {name: text for name, text in tables.items() if text}


LATER = TABLES["trips.txt"] + "r1,daily,t3\n"
LATER_TIMES = TABLES["stop_times.txt"] + "t3,20:00:00,20:00:00,s1,1\nt3,21:30:00,21:30:00,s2,2\n"
