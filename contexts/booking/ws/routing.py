"""Addresses of booking's sockets."""

from __future__ import annotations

from typing import Any, cast

from django.urls import path

from .consumers import BookingConsumer

websocket_urlpatterns: list[Any] = [
    path(
        "ws/bookings/<uuid:booking_id>", cast(Any, BookingConsumer.as_asgi()), name="booking-socket"
    ),
]
