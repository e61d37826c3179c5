"""`python -m contexts.transport.data.network --data DIRECTORY`: the demo network made again from open facts."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import airportsdata

from .buses import build_buses
from .flights import Airport, build_flights
from .trains import TrainFacts, build_trains

FACTS = Path(__file__).resolve().parent
DATA = FACTS.parent
MENDED = "india_trains_mended_stations.csv"
IN_WINTER = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)


def main(words: Sequence[str] | None = None) -> None:
    """Build the GTFS feeds of the demo network: buses of Tripura, trains and flights of India."""
    arguments = _arguments(words)
    trains = build_trains(
        TrainFacts(
            published=_lines(arguments.data / "transport/india_trains/timetableMap.csv.gz"),
            own=_lines(FACTS / "tripura_trains.csv"),
            days=_lines(FACTS / "train_days.csv"),
            stations=_lines(FACTS / "stations.csv"),
            rail_cities=_lines(FACTS / "rail_cities.csv"),
            towns=_lines(DATA / "cities.csv"),
        )
    )
    flights = build_flights(_airports(), _lines(FACTS / "flight_pairs.csv"))
    buses = build_buses(_lines(FACTS / "bus_stops.csv"), _lines(FACTS / "bus_lines.csv"))
    files = {
        **{f"india_trains/{name}": text for name, text in trains.files.items()},
        **{f"india_flights/{name}": text for name, text in flights.items()},
        **{f"tripura_buses/{name}": text for name, text in buses.items()},
        MENDED: trains.mended_stations,
    }
    print("\n".join(trains.summary))
    for name, text in sorted(files.items()):
        changed = _write(arguments.output / name, text, dry_run=arguments.dry_run)
        state = "changed" if changed else "unchanged"
        print(f"{name:40} {len(text.encode()):>8} bytes  {state}")
    if arguments.dry_run:
        print("Dry run: nothing was written.")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="where transport/india_trains lies"
    )
    parser.add_argument("--output", type=Path, default=DATA / "demo", help="where feeds go")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    return parser.parse_args(words)


def _write(path: Path, text: str, *, dry_run: bool) -> bool:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    if not dry_run:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return True


def _airports() -> Iterator[Airport]:
    known = airportsdata.load("IATA")
    for row in csv.DictReader(_lines(FACTS / "airports.csv")):
        facts = known[row["iata"]]
        point = (
            float(row["terminal_latitude"] or facts["lat"]),
            float(row["terminal_longitude"] or facts["lon"]),
        )
        ahead = IN_WINTER.astimezone(ZoneInfo(facts["tz"])).utcoffset() or dt.timedelta()
        yield Airport(
            code=row["iata"],
            name=facts["name"],
            city=row["city"] or facts["city"] or facts["name"].removesuffix(" Airport"),
            point=point,
            zone=facts["tz"],
            offset_s=int(ahead.total_seconds()),
            weight=int(row["weight"]),
            size=row["class"],
        )


def _lines(path: Path) -> list[str]:
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8") as file:
                return file.read().splitlines()
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SystemExit(f"{path} can't be read: {error.strerror or error}") from error


if __name__ == "__main__":
    main()
