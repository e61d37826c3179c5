"""Points as staff read them: a link to the place on a public map."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString


def map_link(lat: float, lon: float) -> SafeString:
    """Return a link to the point on a public map."""
    return format_html(
        '<a class="text-link" href="https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=14/{0}/{1}"'
        ' target="_blank" rel="noopener noreferrer">{0}, {1}</a>',
        lat,
        lon,
    )
