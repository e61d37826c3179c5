"""The rules of identity: addresses, passwords, roles, tokens, brakes."""
