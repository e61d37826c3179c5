"""Destinations over HTTP."""
