"""Staff screens: where the present state of the timetable is asked."""
