"""Sockets: signing in by a ticket, refusals in the shape that REST has, and ends that are noticed while they are open."""
