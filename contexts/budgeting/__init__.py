"""The budget of a trip, and its real cost: categories, seasons, taxes, expenses, settlements.

It owns no trip and moves no money.
"""
