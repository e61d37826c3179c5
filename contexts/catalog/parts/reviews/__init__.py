"""Reviews by people who stayed.

It does not decide who stayed; booking does.
"""
