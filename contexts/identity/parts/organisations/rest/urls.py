"""Addresses of organisations."""

from __future__ import annotations

from django.urls import path

from .invitations import (
    AcceptView,
    DeclineView,
    InvitationsView,
    InvitationView,
    OwnInvitationsView,
)
from .members import AssignmentsView, AssignmentView, MembersView, MemberView
from .organisations import OrganisationsView, OrganisationView, OwnershipView

_ONE = "organisations/<uuid:organisation_id>"

urlpatterns = [
    path("organisations", OrganisationsView.as_view(), name="organisations"),
    path(_ONE, OrganisationView.as_view(), name="organisation"),
    path(f"{_ONE}/ownership", OwnershipView.as_view(), name="organisation-ownership"),
    path(f"{_ONE}/members", MembersView.as_view(), name="organisation-members"),
    path(f"{_ONE}/members/<uuid:user_id>", MemberView.as_view(), name="organisation-member"),
    path(f"{_ONE}/invitations", InvitationsView.as_view(), name="organisation-invitations"),
    path(
        f"{_ONE}/invitations/<uuid:invitation_id>",
        InvitationView.as_view(),
        name="organisation-invitation",
    ),
    path(f"{_ONE}/assignments", AssignmentsView.as_view(), name="organisation-assignments"),
    path(
        f"{_ONE}/assignments/<uuid:assignment_id>",
        AssignmentView.as_view(),
        name="organisation-assignment",
    ),
    path("invitations", OwnInvitationsView.as_view(), name="invitations"),
    path("invitations/accept", AcceptView.as_view(), name="invitations-accept"),
    path("invitations/decline", DeclineView.as_view(), name="invitations-decline"),
]
