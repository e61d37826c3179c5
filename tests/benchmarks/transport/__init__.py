"""Journeys in a benchmark: the engine and its peers on the same timetables."""
