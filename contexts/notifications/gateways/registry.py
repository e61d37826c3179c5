"""Which way out a channel takes."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from .protocol import Mailer


def get_mailer() -> Mailer:
    """Return what hands mails over here."""
    return cast(Mailer, import_string(settings.NOTIFICATIONS_MAILER)())
