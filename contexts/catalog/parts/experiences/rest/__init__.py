"""Experiences over HTTP."""
