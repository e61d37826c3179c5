"""A view written as GTFS: peers read the very trips, changes and walks that the engine searches."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import numpy as np
import polars as pl

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.view import View

DATE = dt.date(2026, 3, 4)
"""The date of the view's time 0, whatever day it was cut from."""
DAY = 86_400
ROUTE_TYPE = {Mode.TRAM: 0, Mode.METRO: 1, Mode.TRAIN: 2, Mode.SUBURBAN_TRAIN: 2, Mode.FERRY: 4}
BUS = 3


def write(view: View, path: Path) -> None:
    """Write one service date in UTC. Trips count from the day before, so that none begins before midnight."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in _tables(view).items():
            archive.writestr(name, table.write_csv())


def _tables(view: View) -> dict[str, pl.DataFrame]:
    served = f"{DATE - dt.timedelta(days=1):%Y%m%d}"
    agency = {
        "agency_id": ["a"],
        "agency_name": ["A"],
        "agency_url": ["https://riz.example"],
        "agency_timezone": ["Etc/UTC"],
    }
    trip_pattern = np.repeat(np.arange(view.patterns), np.diff(view.pattern_first_trip))
    return {
        "agency.txt": pl.DataFrame(agency),
        "stops.txt": pl.DataFrame(
            {
                "stop_id": _ids("s", np.arange(view.stops)),
                "stop_name": _ids("Stop ", np.arange(view.stops)),
                "stop_lat": view.stop_latitude,
                "stop_lon": view.stop_longitude,
            }
        ),
        "routes.txt": pl.DataFrame(
            {
                "route_id": _ids("r", np.arange(view.patterns)),
                "agency_id": ["a"] * view.patterns,
                "route_short_name": _ids("R", np.arange(view.patterns)),
                "route_type": [ROUTE_TYPE.get(Mode(mode), BUS) for mode in view.pattern_mode],
            }
        ),
        "trips.txt": pl.DataFrame(
            {
                "route_id": _ids("r", trip_pattern),
                "service_id": ["d"] * view.trips,
                "trip_id": _ids("t", np.arange(view.trips)),
            }
        ),
        "calendar_dates.txt": pl.DataFrame(
            {"service_id": ["d"], "date": [served], "exception_type": [1]}
        ),
        "stop_times.txt": _stop_times(view),
        "transfers.txt": _transfers(view),
    }


def _stop_times(view: View) -> pl.DataFrame:
    trips, stops = np.diff(view.pattern_first_trip), np.diff(view.pattern_first)
    trip, place, departures = [], [], []
    for number in range(view.patterns):
        first, count, length = view.pattern_first_event[number], trips[number], stops[number]
        block = view.departures[first : first + count * length].reshape(length, count)
        departures.append(block.T.ravel())
        trip.append(np.repeat(np.arange(count) + view.pattern_first_trip[number], length))
        place.append(np.tile(np.arange(length) + view.pattern_first[number], count))
    places = np.concatenate(place)
    # From 0 in each trip: nigiri keeps 16 bits of it.
    sequence = places - np.repeat(view.pattern_first[:-1], trips * stops)
    flags = view.position_flags[places]
    frame = pl.DataFrame(
        {
            "trip_id": _ids("t", np.concatenate(trip)),
            "arrival_time": view.arrivals + DAY,
            "departure_time": np.concatenate(departures) + DAY,
            "stop_id": _ids("s", view.position_stop[places]),
            "stop_sequence": sequence,
            "pickup_type": 1 - (flags & 1),
            "drop_off_type": 1 - (flags >> 1 & 1),
        }
    )
    return frame.with_columns(_clock("arrival_time"), _clock("departure_time"))


def _transfers(view: View) -> pl.DataFrame:
    origin = np.repeat(np.arange(view.stops), np.diff(view.link_first))
    real = origin != view.link_to
    every = np.arange(view.stops)
    return pl.DataFrame(
        {
            "from_stop_id": _ids("s", np.concatenate([every, origin[real]])),
            "to_stop_id": _ids("s", np.concatenate([every, view.link_to[real]])),
            "transfer_type": np.full(view.stops + int(real.sum()), 2),
            "min_transfer_time": np.concatenate([view.stop_change_s, view.link_s[real]]),
        }
    )


def _clock(name: str) -> pl.Expr:
    seconds = pl.col(name)
    parts = [
        (seconds // 3600).cast(pl.String).str.zfill(2),
        (seconds // 60 % 60).cast(pl.String).str.zfill(2),
        (seconds % 60).cast(pl.String).str.zfill(2),
    ]
    return pl.concat_str(parts, separator=":").alias(name)


def _ids(prefix: str, numbers: np.ndarray) -> pl.Series:
    return pl.Series([f"{prefix}{number}" for number in numbers.tolist()])
