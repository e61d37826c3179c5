"""The demo network made from open facts: trains, flights and buses that lead to and through Tripura, as GTFS tables.

Everything here is worked out from its arguments alone, so that the same facts give the same files to the byte.
"""
