"""Make a key that signs access tokens."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...parts.sessions.domain.access_tokens import new_key_ring_text


class Command(BaseCommand):
    """Prints it, for the place where secrets are kept; stores it nowhere."""

    help = "Print a new JWK Set for JWT_SIGNING_KEYS. To rotate, put its key before the old one."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's attribute

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(new_key_ring_text())
