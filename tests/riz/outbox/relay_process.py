"""What a real relay does with the handlers of the tests, in a process that is forked after all this is imported."""

from __future__ import annotations

import os

import django
from django.apps import apps
from django.conf import settings

if not apps.ready:
    django.setup()

from riz.outbox.running import RelayProcess
from tests.riz.outbox import things


def deliver(changed: dict[str, object]) -> None:
    """Deliver until told to end, with some settings changed, and say nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    for name, value in changed.items():
        setattr(settings, name, value)
    with things.both_listening():
        RelayProcess().run()
