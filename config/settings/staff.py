"""Settings of the staff screens."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import reverse_lazy

from config.settings.environment import env

# Where staff find Flower; the start page links to it if it is there.
FLOWER_URL = env("FLOWER_URL", default="")

UNFOLD = {
    "SITE_TITLE": "RIZ staff",
    "SITE_HEADER": "RIZ",
    "SITE_SUBHEADER": "Staff",
    "SITE_URL": "/",
    "SITE_DROPDOWN": [
        {
            "icon": "pending_actions",
            "title": "Work in the background",
            "link": reverse_lazy("work"),
        }
    ],
    "DASHBOARD_CALLBACK": "riz.operations.staff.waiting.add_to_first_page",
    "SITE_ICON": lambda _request: static("operations/riz.svg"),
    "STYLES": [lambda _request: static("operations/staff.css")],
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("operations/riz.svg"),
        }
    ],
    "COLORS": {
        "primary": {
            "50": "oklch(98.4% .014 180.72)",
            "100": "oklch(95.3% .051 180.801)",
            "200": "oklch(91% .096 180.426)",
            "300": "oklch(85.5% .138 181.071)",
            "400": "oklch(77.7% .152 181.912)",
            "500": "oklch(60% .118 184.704)",
            "600": "oklch(51.1% .096 186.391)",
            "700": "oklch(45% .08 187)",
            "800": "oklch(43.7% .078 188.216)",
            "900": "oklch(38.6% .063 188.416)",
            "950": "oklch(27.7% .046 192.524)",
        }
    },
}
