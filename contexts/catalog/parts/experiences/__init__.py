"""Things to do at destinations: duration, difficulty, opening hours, price per person.

It knows no slots left.
"""
