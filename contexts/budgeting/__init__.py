"""What a trip should cost and what it did cost: categories, seasons, taxes, expenses, settlements.

It owns no trip and moves no money.
"""
