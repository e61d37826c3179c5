"""People and what they may do: accounts, sessions, organisations, roles, API partners.

It knows no trip, booking or payment; those contexts keep a user's id and ask here.
"""
