"""Counts of everything that happened: the lake, reports, experiments, training of models.

It changes nothing in another context.
"""
