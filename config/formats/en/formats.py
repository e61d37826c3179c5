"""Dates and instants that Django writes by itself, for staff: the zone is named, and a day has 24 hours."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "H:i, j M Y (e)"
