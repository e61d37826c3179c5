"""Identity's staff screens, gathered from its parts."""

from django.contrib import admin
from django.contrib.auth.models import Group

from .parts.accounts.admin import UserAdmin
from .parts.accounts.admin.sign_in import TEMPLATE, StaffSignInForm
from .parts.activity.admin import SecurityEventAdmin
from .parts.federation import admin as _federation  # noqa: F401 - registers its screens
from .parts.organisations.admin import (
    AssignmentAdmin,
    InvitationAdmin,
    MembershipAdmin,
    OrganisationAdmin,
    RoleGrantAdmin,
)
from .parts.partners.admin import PartnerAccessAdmin, PartnerAdmin, PartnerCredentialAdmin
from .parts.profiles.admin import (
    DataExportAdmin,
    ErasureAdmin,
    PreferencesAdmin,
    ProfileAdmin,
)
from .parts.roles.admin import RoleAdmin
from .parts.sessions.admin import SessionAdmin
from .use_cases.recover_account_for_staff import recover_account_for_staff

# What a role may do is told by roles, and who has it by a grant: Django's groups mean nothing here.
admin.site.unregister(Group)
admin.site.login_form = StaffSignInForm  # type: ignore[assignment]  # unfold's form is untyped
admin.site.login_template = TEMPLATE
UserAdmin.recover = staticmethod(recover_account_for_staff)

__all__ = [
    "AssignmentAdmin",
    "DataExportAdmin",
    "ErasureAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "PartnerAccessAdmin",
    "PartnerAdmin",
    "PartnerCredentialAdmin",
    "PreferencesAdmin",
    "ProfileAdmin",
    "RoleAdmin",
    "RoleGrantAdmin",
    "SecurityEventAdmin",
    "SessionAdmin",
    "UserAdmin",
]
