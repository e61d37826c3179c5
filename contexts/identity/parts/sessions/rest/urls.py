"""Addresses of sessions."""

from __future__ import annotations

from django.urls import path

from .sessions import SessionView
from .tickets import SocketTicketsView

urlpatterns = [
    path("auth/sessions/<uuid:session_id>", SessionView.as_view(), name="auth-session"),
    path("auth/socket-tickets", SocketTicketsView.as_view(), name="auth-socket-tickets"),
]
