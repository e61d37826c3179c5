"""Addresses of booking under /api/v1."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("bookings", views.BookingsView.as_view(), name="bookings"),
    path("bookings/quote", views.QuoteView.as_view(), name="booking-quote"),
    path("bookings/<uuid:booking_id>", views.BookingView.as_view(), name="booking"),
    path("bookings/<uuid:booking_id>/cancel", views.CancelView.as_view(), name="booking-cancel"),
    path(
        "bookings/<uuid:booking_id>/cancellation-quote",
        views.CancellationQuoteView.as_view(),
        name="booking-cancellation-quote",
    ),
    path("orders/<uuid:order_id>", views.OrderView.as_view(), name="order"),
    path("bookings/<uuid:booking_id>/modify", views.ModifyView.as_view(), name="booking-modify"),
    path(
        "bookings/<uuid:booking_id>/modification-quote",
        views.ModificationQuoteView.as_view(),
        name="booking-modification-quote",
    ),
    path("bookings/<uuid:booking_id>/hold", views.HoldView.as_view(), name="booking-hold"),
    path(
        "bookings/<uuid:booking_id>/versions",
        views.VersionsView.as_view(),
        name="booking-versions",
    ),
    path("bookings/<uuid:booking_id>/audit", views.AuditView.as_view(), name="booking-audit"),
]
