"""Addresses of inventory under /api/v1."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("inventory/availability", views.AvailabilityView.as_view(), name="inventory-availability"),
    path("inventory/slots", views.SlotsView.as_view(), name="inventory-slots"),
    path("inventory/calendar", views.CalendarView.as_view(), name="inventory-calendar"),
    path("inventory/quote", views.QuoteView.as_view(), name="inventory-quote"),
    path("inventory/holds", views.HoldsView.as_view(), name="inventory-holds"),
    path("inventory/holds/<uuid:hold_id>", views.HoldView.as_view(), name="inventory-hold"),
]
