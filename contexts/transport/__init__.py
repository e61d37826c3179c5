"""Ways to get from one place to another: timetables, journeys, the whole Pareto front.

It sells no ticket and knows no traveller.
"""
