"""Identity's staff screens, gathered from its parts."""

from django.contrib import admin
from django.contrib.auth.models import Group

from .parts.accounts.admin import UserAdmin
from .parts.activity.admin import SecurityEventAdmin
from .parts.federation import admin as _federation  # noqa: F401 - registers its screens
from .parts.organisations.admin import OrganisationAdmin, RoleGrantAdmin
from .parts.sessions.admin import SessionAdmin

# What a role may do is told by roles, and who has it by a grant: Django's groups mean nothing here.
admin.site.unregister(Group)

__all__ = [
    "OrganisationAdmin",
    "RoleGrantAdmin",
    "SecurityEventAdmin",
    "SessionAdmin",
    "UserAdmin",
]
