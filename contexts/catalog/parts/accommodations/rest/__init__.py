"""Accommodations over HTTP."""
