"""Reactions to events; each calls one use case."""
