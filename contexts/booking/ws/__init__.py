"""Sockets of booking."""
