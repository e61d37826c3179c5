"""What importing, keeping and cutting a feed takes, and starting a worker on it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from contexts.transport.gateways import compiled

from .views import Imported, import_peak_mb

Figures = dict[str, Any]


def sizes(folder: Path, one: Imported) -> Figures:
    """Return them for one feed."""
    name = one.source.name
    return {
        f"{name}_million_stop_times": one.stop_times / 1e6,
        f"{name}_mb": round(one.nbytes / 1e6, 3),
        f"{name}_import_s": round(one.seconds, 3),
        f"{name}_import_peak_mb": round(import_peak_mb(folder, name)),
        f"{name}_cut_ms": round(one.cut_ms, 2),
        f"{name}_worker_start_s": round(_worker_start(one), 3),
    }


def for_each_million(found: Figures, networks: list[str]) -> Figures:
    """Return what importing took of all networks together, for each million stop times."""
    millions = sum(found[f"{name}_million_stop_times"] for name in networks)
    if not millions:
        return {}
    seconds, megabytes = (
        sum(found[f"{name}_{what}"] for name in networks) for what in ("import_s", "mb")
    )
    return {
        "import_s_per_million": round(seconds / millions, 3),
        "mb_per_million": round(megabytes / millions, 3),
    }


def _worker_start(one: Imported) -> float:
    """Return the seconds from the start of a process until its engine is warm and its feed mapped: the best of three."""
    code = (
        "import sys; from pathlib import Path;"
        "from contexts.transport.gateways import compiled;"
        "from contexts.transport.domain.engine.warming import warm;"
        "feed = compiled.load(Path(sys.argv[1])); warm()"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "feed"
        compiled.save(one.feed, folder)
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
            taken.append(time.perf_counter() - begun)
    return min(taken)
