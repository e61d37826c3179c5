"""Orders: what was bought, for whom, in which state, with every version kept.

It holds no stock and moves no money; it asks inventory and payments.
"""
