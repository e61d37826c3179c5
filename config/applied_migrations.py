"""Are the migrations of this checkout applied? Asked without Django, which takes seconds to start."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
DIRECTORIES = ("contexts", "riz")
LOCK = ROOT / "requirements" / "dev.txt"


def are_applied(url: str, *, remembered: Path) -> bool:
    """Tell whether `migrate` would find nothing to do.

    Our own migrations are compared with the database's list. Those of libraries change with the locked
    requirements alone, so it is enough that `remembered` knows these.
    """
    if not remembered.exists() or remembered.read_text() != _mark():
        return False
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.Error:
        return False
    return _on_disk() <= {(str(app), str(name)) for app, name in rows}


def remember(remembered: Path) -> None:
    """Note that the migrations of the locked requirements are applied."""
    remembered.write_text(_mark())


def _mark() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _on_disk() -> set[tuple[str, str]]:
    return {
        (file.parents[1].name, file.stem)
        for directory in DIRECTORIES
        for file in (ROOT / directory).rglob("migrations/[0-9]*.py")
    }
