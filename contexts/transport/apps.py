"""Transport as a Django app."""

from django.apps import AppConfig
from django.conf import settings


class TransportConfig(AppConfig):
    """Wires the context's tables."""

    name = "contexts.transport"
    label = "transport"


def get_ready() -> None:
    """Get ready for searches in the background, as web workers do when they start."""
    if not settings.RIZ_TRANSPORT_WARM:
        return
    from riz import clock  # noqa: PLC0415 - Django is set up only now
    from riz.operations import checks  # noqa: PLC0415

    from .gateways import timetable_warming  # noqa: PLC0415
    from .queries.tariffs import cost_book  # noqa: PLC0415

    checks.watch("ways", "Ways", timetable_warming.state)
    timetable_warming.start(lambda: cost_book(clock.now()))
