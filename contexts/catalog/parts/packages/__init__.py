"""Journeys of several days at one price by traveller kind.

It knows no departures left.
"""
