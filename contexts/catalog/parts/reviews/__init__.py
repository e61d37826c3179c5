"""What people who stayed say.

It does not decide who stayed; booking does.
"""
