"""The program and person behind an access token."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rest_framework.request import Request

from riz import clock
from riz.actor import Actor

from ..parts.federation import api as federation
from ..parts.partners.rest.authentication import authenticate_credential


def authenticate_program(request: Request, *, token: str) -> tuple[Actor, Any]:
    """Return the person on whose behalf the program calls, or the partner whose program it is.

    Raises:
        ProgramTokenInvalid: the token is unknown, over, or what it stood on was withdrawn.
        PartnerSuspended: staff have suspended the partner since.
        PartnerKeyEnded: the credential that the token was made of has ended since.
        PartnerAddressRefused: that credential may not be used from this address.
    """
    program = federation.find_program(token=token, at=clock.now())
    if program.actor is not None:
        return program.actor, None
    partner, shown = authenticate_credential(request, client_id=program.partner_client_id)
    return replace(partner, scopes=(partner.scopes or frozenset()) & program.scopes), shown
