"""What a stay or package includes, by category.

It prices nothing.
"""
