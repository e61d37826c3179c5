"""Points of interest of any source.

It sells nothing.
"""
