"""Serializers of sessions."""

from __future__ import annotations

from riz.rest.outputs import ContractSerializer, output

from ..contracts import SessionFacts, SocketTicket


class SessionSerializer(ContractSerializer):
    """Where and how somebody is signed in."""

    contract = SessionFacts
    hidden = ("user_id", "impersonator_id", "reason")


SocketTicketSerializer = output(SocketTicket)
