"""Places that Tripura Tourism presents and sells around, with pictures and directions.

It is not the index of points of interest; that is places.
"""
