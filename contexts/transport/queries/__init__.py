"""Queries of transport."""
