"""GTFS tables read, checked and compiled to flat arrays."""
