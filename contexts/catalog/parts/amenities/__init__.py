"""Inclusions of a stay or package, by category.

It prices nothing.
"""
