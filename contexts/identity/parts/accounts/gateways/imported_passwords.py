"""Passwords that were hashed elsewhere: bcrypt, as Tripura's portal before RIZ stored them."""

from __future__ import annotations

from typing import Any

import bcrypt
from django.contrib.auth.hashers import BCryptPasswordHasher

LONGEST_BYTES = 72


class ImportedPasswordHasher(BCryptPasswordHasher):
    """Verifies bcrypt hashes; who signs in with one gets an argon2id hash in its place.

    bcrypt knows the first 72 bytes only. The library refuses longer ones, the systems that made these hashes cut them.
    """

    def encode(self, password: str, salt: Any) -> str:
        """Hash as much of the password as bcrypt knows."""
        cut = password.encode()[:LONGEST_BYTES]
        return f"{self.algorithm}${bcrypt.hashpw(cut, salt).decode('ascii')}"

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Add nothing: `check_credentials` has every refusal take as long as the slowest."""
        del password, encoded
