"""The staff screens of identity, and how staff sign in to them."""

from django.contrib import admin
from django.contrib.auth.models import Group

from . import organisations, own_password, role_grants, security_events, sessions, users

# What a role may do is code, and who has it is a grant: Django's groups mean nothing here.
admin.site.unregister(Group)

__all__ = [
    "organisations",
    "own_password",
    "role_grants",
    "security_events",
    "sessions",
    "users",
]
