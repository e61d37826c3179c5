"""How much a feed may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading. The largest national feeds stay below them; raise them for larger ones."""

    entries: int = 10_000
    """Files in an archive or folder."""
    packed_bytes: int = 2 << 30
    unpacked_bytes: int = 8 << 30
    """Of all tables together, counted while they are unpacked."""
    ratio: int = 300
    """Unpacked to packed bytes of one table; tables of less than a few megabytes are not asked. Cells that a publisher pads with
    spaces reach 180."""
    rows: int = 100_000_000
    """Of one table."""
    cell_bytes: int = 4_096
    """Of one cell; longer ones are read as empty."""
    quoted_bytes: int = 65_536
    """Between a quote and the one that closes it."""
    columns: int = 500
    text_bytes: int = 1 << 30
    """Of all different texts together."""
    stops: int = 1_000_000
    trips: int = 5_000_000
    """With those that frequencies spell out."""
    trip_stops: int = 10_000
    """Of one trip."""
    events: int = 200_000_000
    """Arrivals of all trips, with those that frequencies spell out."""
    links: int = 20_000_000
    services: int = 1_000_000
    days: int = 5_500
    """From the first service date to the last."""
    service_cells: int = 400_000_000
    """Services times days."""
    latest_s: int = 10 * 86_400
    """No trip is under way later than this after the start of its service date."""
    shape_points: int = 5_000
    """Of one shape, once simplified."""
    shape_work: int = 5_000_000_000
    """Stops of patterns times points of their shapes; beyond it distances are straight lines."""
    rules: int = 1_000_000
    """Fare rules, once written out for every pair of zones."""
    samples: int = 50
    """Notices kept of each code and file; the rest are counted."""
