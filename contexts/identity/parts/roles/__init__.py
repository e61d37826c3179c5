"""Roles, and the permissions that each one carries. Who holds them is told by organisations."""
