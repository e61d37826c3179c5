"""Addresses of payments under /api/v1."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("payments/intent", views.PaymentIntentsView.as_view(), name="payments-intent"),
    path("payments/confirm", views.ConfirmView.as_view(), name="payments-confirm"),
    path("payments/<uuid:intent_id>", views.PaymentView.as_view(), name="payment"),
    path("payments/<uuid:intent_id>/receipt", views.ReceiptView.as_view(), name="payment-receipt"),
    path("payables/<uuid:payable_id>", views.PayableView.as_view(), name="payable"),
    path("webhooks/sandbox", views.SandboxWebhookView.as_view(), name="webhook-sandbox"),
]
