"""A database of schema v3, made for tests: thousands of people, and rows that are wrong in every way we know."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID, uuid5

import bcrypt
import psycopg

SCHEMA = Path(__file__).with_name("schema_v3.sql")
NAMESPACE = UUID("00000000-0000-4000-8000-000000000003")
PASSWORD = "an old password of theirs"
# One hash for all, with few rounds: making thousands would take longer than importing them.
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
NOON = dt.datetime(2025, 6, 1, 12, 0)  # noqa: DTZ001 - local time without zone, as it is there


def id_of(word: str) -> UUID:
    return uuid5(NAMESPACE, word)


class OldPortal:
    """The database, and ways to put rows into it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(SCHEMA.read_text())

    def close(self) -> None:
        self._connection.close()

    def execute(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        cursor = self._connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    def add(self, table: str, **values: object) -> None:
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        self.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())

    def add_user(
        self, word: str, *, password: str | None = HASH, is_locked: bool = False, **facts: object
    ) -> UUID:
        self.add(
            "users",
            **{
                "id": id_of(word), "full_name": f"User {word}", "email": f"{word}@portal.example",
                "user_type": "PORTAL_STAFF", "is_active": True, "is_verified": True,
                "created_at": NOON, "updated_at": NOON, **facts,
            },
        )  # fmt: skip
        self.add(
            "user_credentials",
            id=id_of(f"credential {word}"), user_id=id_of(word), password_hash=password or "",
            password_updated_at=NOON, is_locked=is_locked,
        )  # fmt: skip
        return id_of(word)

    def add_role(self, name: str, *permissions: str) -> UUID:
        self.add("roles", id=id_of(f"role {name}"), name=name, description="")
        for code in permissions:
            permission = id_of(f"permission {code}")
            self.execute(
                "INSERT INTO permissions VALUES (%s, %s, '') ON CONFLICT DO NOTHING",
                permission,
                code,
            )
            self.add("role_permissions", role_id=id_of(f"role {name}"), permission_id=permission)
        return id_of(f"role {name}")

    def add_many(self, count: int) -> None:
        """Add people with a role and an entry of the log each."""
        role = self.add_role("Desk", "booking.view")
        with self._connection.cursor() as cursor:
            for table, columns, row in (
                ("users", "id, full_name, email, phone, user_type, is_active, is_verified, created_at, updated_at",
                 lambda n: (id_of(f"m{n}"), f"Person {n}", f"Person{n}@Portal.example", None, "PORTAL_STAFF", True, True, NOON, NOON)),
                ("user_credentials", "id, user_id, password_hash, password_updated_at, is_locked",
                 lambda n: (id_of(f"mc{n}"), id_of(f"m{n}"), HASH, NOON, False)),
                ("user_roles", "user_id, role_id", lambda n: (id_of(f"m{n}"), role)),
                ("user_activity_logs", "id, user_id, action, resource_type, resource_id, metadata, created_at",
                 lambda n: (id_of(f"ml{n}"), id_of(f"m{n}"), "LOGIN", "session", None, '{"n": 1}', NOON)),
            ):  # fmt: skip
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for number in range(count):
                        copy.write_row(row(number))
