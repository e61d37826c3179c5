"""Timetables as flat arrays: a feed once compiled, and the view of some days that the engine searches."""
