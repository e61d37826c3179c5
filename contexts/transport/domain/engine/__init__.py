"""The journey engine: every best way through a view of the timetable."""
