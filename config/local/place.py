"""Where a running RIZ keeps its things on a developer's machine, and the environment its processes get."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import LocalError
from config.local.postgres import SOCKET_PATH_LIMIT, Postgres
from config.local.valkey import Valkey

DATABASE = "riz"
LONGEST_SOCKET = "postgres/.s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Place:
    """A checkout, and the directory of all that a run leaves behind: `.local` in it, or RIZ_LOCAL."""

    root: Path
    local: Path

    @classmethod
    def of_this_checkout(cls) -> Place:
        """Return the place that this file lies in."""
        root = Path(__file__).resolve().parents[2]
        return cls(root, Path(os.environ.get("RIZ_LOCAL") or root / ".local").resolve())

    @property
    def mail(self) -> Path:
        """The directory that mail goes to, a file each."""
        return self.local / "mail"

    @property
    def accounts(self) -> Path:
        """The file with the demo accounts."""
        return self.local / "demo-accounts.json"

    @property
    def environment_file(self) -> Path:
        """The file that leads commands typed beside a running RIZ to its servers."""
        return self.local / "env"

    @property
    def migrated(self) -> Path:
        """The file that remembers which libraries' migrations are applied."""
        return self.local / "migrated"

    @property
    def sockets(self) -> Path:
        """The directory of the unix sockets; their paths may not be long, whatever the checkout's is."""
        here = self.local / "run"
        if len(str(here / LONGEST_SOCKET)) <= SOCKET_PATH_LIMIT:
            return here
        mark = hashlib.sha256(str(self.local).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"riz-{os.geteuid()}-{mark}"

    def log_of(self, name: str) -> Path:
        """Return the log of a server."""
        return self.local / "log" / f"{name}.log"

    def prepare(self) -> None:
        """Make the directories, and empty those that belong to one run only."""
        shutil.rmtree(self.local / "metrics", ignore_errors=True)
        for name in ("metrics", "log", "static"):
            (self.local / name).mkdir(parents=True, exist_ok=True)
        self.mail.mkdir(exist_ok=True)
        self.sockets.mkdir(exist_ok=True, mode=0o700)
        if self.sockets.stat().st_uid != os.geteuid():
            raise LocalError(
                f"{self.sockets} belongs to somebody else; remove it, or set RIZ_LOCAL to a short path."
            )

    def own_servers(self) -> list[Postgres | Valkey]:
        """Return the servers that the environment doesn't name others for, in the order of their start."""
        servers: list[Postgres | Valkey] = []
        if not os.environ.get("DATABASE_URL"):
            servers.append(self._postgres)
        if not os.environ.get("REDIS_URL"):
            servers.append(self._valkey)
        return servers

    def settle_environment(self, *, port: int, flower_port: int) -> None:
        """Complete the environment of RIZ's processes, and write it down for commands typed beside them."""
        if not os.environ.get("DATABASE_URL"):
            self._postgres.ensure_database(DATABASE)
            os.environ["DATABASE_URL"] = self._postgres.url(DATABASE)
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = self._valkey.url()
            os.environ.setdefault("CELERY_BROKER_URL", self._valkey.celery_url())
        defaults = {
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "FLOWER_URL": f"http://127.0.0.1:{flower_port}",
            "RIZ_LOG_FORMAT": "console" if sys.stdout.isatty() else "json",
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.mail),
            "JWT_SIGNING_KEYS_FILE": str(self.local / "jwt-signing-keys.json"),
            "STATIC_ROOT": str(self.local / "static"),
            "RIZ_TRANSPORT_FOLDER": str(self.local / "transport"),
            "PROMETHEUS_MULTIPROC_DIR": str(self.local / "metrics"),
            # Nobody waits here but whoever has typed Ctrl-C.
            "RIZ_DRAIN_SECONDS": "1",
            "FLOWER_BASIC_AUTH": f"flower:{self._secret('flower-password')}",
        }
        for name, value in defaults.items():
            os.environ.setdefault(name, value)
        os.environ["PYTHONUNBUFFERED"] = "1"
        shared = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", *defaults)
        lines = [f"{name}={os.environ[name]}\n" for name in shared if name in os.environ]
        _write_private(self.environment_file, "".join(lines))

    def is_loaded(self) -> bool:
        """Return whether the demo data was loaded into this database."""
        return self._loaded.exists() and self._loaded.read_text() == os.environ["DATABASE_URL"]

    def mark_loaded(self) -> None:
        """Remember that the demo data is in this database."""
        _write_private(self._loaded, os.environ["DATABASE_URL"])

    @property
    def _loaded(self) -> Path:
        return self.local / "demo-data-is-in"

    @property
    def _postgres(self) -> Postgres:
        return Postgres(data=self.local / "postgres", sockets=self.sockets / "postgres")

    @property
    def _valkey(self) -> Valkey:
        return Valkey(data=self.local / "valkey", socket=self.sockets / "valkey.sock")

    def _secret(self, name: str) -> str:
        file = self.local / name
        if not file.exists():
            _write_private(file, secrets.token_urlsafe(12))
        return file.read_text()


def _write_private(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)
