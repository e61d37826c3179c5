"""Endpoints of payments."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest import requests
from riz.rest.callers import actor_of
from riz.rest.idempotency import idempotent
from riz.rest.outputs import written
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body
from riz.rest.views import ApiView
from riz.tasks import enqueue_after_commit

from .. import queries, tasks
from ..use_cases.confirm_payment import confirm_payment
from ..use_cases.receive_webhook import receive_webhook
from ..use_cases.start_payment import start_payment
from . import examples, serializers


class PaymentIntentsView(ApiView):
    """Attempts to pay."""

    @extend_schema(
        operation_id="create_payment",
        summary="Begin a payment",
        description="Opens an intent for the whole amount of a payable of the caller, or returns the one that is under way.",
        request=serializers.PaymentIntentInput,
        responses={201: serializers.PaymentIntentSerializer},
        examples=[
            examples.INTENT_INPUT,
            OpenApiExample(
                "begun",
                value=written(serializers.PaymentIntentSerializer(), examples.NEW_INTENT),
                response_only=True,
            ),
        ],
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        body = read_body(request, serializers.PaymentIntentInput)
        intent = start_payment(
            payable_id=body["payable_id"],
            expected=body.get("amount"),
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(
            serializers.PaymentIntentSerializer(intent).data, status=status.HTTP_201_CREATED
        )


class ConfirmView(ApiView):
    """The charge of an attempt to pay."""

    @extend_schema(
        operation_id="confirm_payment",
        summary="Charge a payment method",
        description=(
            "SUCCEEDED: paid. REQUIRES_ACTION: send the payer to `next_action.url`. PROCESSING: the outcome follows; "
            "read the payment again. A decline is the problem `payments.declined`; begin another payment then. "
            "The sandbox takes pm_sandbox_success, pm_sandbox_declined, pm_sandbox_insufficient_funds, "
            "pm_sandbox_3ds, pm_sandbox_late_success and pm_sandbox_timeout."
        ),
        request=serializers.ConfirmPaymentInput,
        responses={200: serializers.PaymentIntentSerializer},
        examples=[examples.CONFIRM_INPUT],
    )
    @idempotent(atomic=False)
    def post(self, request: Request) -> Response:
        body = read_body(request, serializers.ConfirmPaymentInput)
        intent = confirm_payment(
            intent_id=body["intent_id"],
            payment_method=body["payment_method"],
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(serializers.PaymentIntentSerializer(intent).data)


class PaymentView(ApiView):
    """A payment."""

    reading_scope = "payments:read"

    @extend_schema(
        operation_id="get_payment",
        summary="Read a payment",
        responses={200: serializers.PaymentIntentSerializer},
    )
    def get(self, request: Request, intent_id: UUID) -> Response:
        """Return a payment of the caller."""
        intent = queries.get_intent_for(intent_id=intent_id, actor=actor_of(request))
        return Response(serializers.PaymentIntentSerializer(intent).data)


class ReceiptView(ApiView):
    """The proof of a payment."""

    reading_scope = "payments:read"

    @extend_schema(
        operation_id="get_receipt",
        summary="Read the receipt of a payment",
        responses={200: serializers.ReceiptSerializer},
    )
    def get(self, request: Request, intent_id: UUID) -> Response:
        """Return the receipt once it is paid."""
        receipt = queries.get_receipt_for(intent_id=intent_id, actor=actor_of(request))
        return Response(serializers.ReceiptSerializer(receipt).data)


class PayableView(ApiView):
    """An amount owed."""

    reading_scope = "payments:read"

    @extend_schema(
        operation_id="get_payable",
        summary="Read what is owed",
        responses={200: serializers.PayableSerializer},
    )
    def get(self, request: Request, payable_id: UUID) -> Response:
        """Return a payable of the caller."""
        payable = queries.get_payable_for(payable_id=payable_id, actor=actor_of(request))
        return Response(serializers.PayableSerializer(payable).data)


class SandboxWebhookView(ApiView):
    """News from the sandbox."""

    authentication_classes: ClassVar = []  # type: ignore[misc]
    permission_classes: ClassVar = [IsAnyone]  # type: ignore[misc]
    max_body_bytes = 64 * 1024

    @extend_schema(
        operation_id="receive_sandbox_webhook",
        summary="Take a webhook of the sandbox gateway",
        description="Signed as Standard Webhooks 1.0 says. Kept once for each `webhook-id`, worked off later.",
        request={"application/json": dict},
        responses={202: serializers.WebhookAcceptedSerializer},
        examples=[
            OpenApiExample(
                "succeeded",
                value={
                    "type": "payment_intent.succeeded",
                    "timestamp": "2026-11-22T08:00:00+00:00",
                    "data": {"id": "pi_sandbox_5f2c8e", "reference": str(examples.INTENT_ID)},
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        webhook_id = receive_webhook(
            gateway_name="sandbox",
            body=requests.read_body(request._request, limit=self.max_body_bytes),  # noqa: SLF001 - the signature covers the raw bytes
            headers={name.lower(): value for name, value in request.headers.items()},
            at=clock.now(),
        )
        enqueue_after_commit(tasks.process_webhook, webhook_id=webhook_id)
        return Response({"id": str(webhook_id)}, status=status.HTTP_202_ACCEPTED)
