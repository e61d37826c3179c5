"""Amenities over HTTP."""
