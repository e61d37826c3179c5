"""Addresses of transport under /api/v1."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("transport/options", views.OptionsView.as_view()),
    path("transport/options/chart.svg", views.OptionsChartView.as_view()),
    path("transport/route/<str:route_id>", views.RouteView.as_view()),
    path("transport/route/<str:route_id>/chart.svg", views.RouteChartView.as_view()),
    path("transport/multi-leg", views.MultiLegView.as_view()),
    path("transport/local-transit", views.LocalTransitView.as_view()),
    path("transport/places", views.PlacesView.as_view()),
    path("transport/feeds", views.FeedsView.as_view()),
]
