"""Browsers of staff, and the lists that they look at."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from contexts.identity.contracts import Role
from tests.contexts.identity.factories import RoleGrantFactory, UserFactory

TABLES = ("user", "rolegrant", "organisation", "session", "securityevent")


def staff_client(role=Role.PORTAL_ADMIN, organisation=None):
    user = UserFactory()
    RoleGrantFactory(user=user, role=role, organisation=organisation)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def list_of(table):
    return reverse(f"admin:identity_{table}_changelist")
