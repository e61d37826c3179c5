"""Refusals as staff read them, on whichever screen."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest

from riz import contention
from riz.errors import RizError


def refusal_of(error: RizError | IntegrityError) -> RizError:
    """Return what to tell staff.

    Raises:
        IntegrityError: it is no lost race but a fault of ours.
    """
    refusal = contention.refusal_of(error)
    if refusal is None:
        raise error
    return refusal


def show_refusal(request: HttpRequest, refusal: RizError) -> None:
    """Show a refusal to the member of staff."""
    faults = refusal.details.get("errors", {})
    lines = [f"{field}: {text}" for field, texts in faults.items() for text in texts]
    messages.error(request, " ".join([refusal.message, *lines]))
