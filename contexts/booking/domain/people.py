"""The people of a booking, as a caller names them."""

from __future__ import annotations

from dataclasses import dataclass

from ..contracts import CustomerContact, IdKind, TravellerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """A person who travels, with the plain number of the identity document, which is never stored so."""

    full_name: str
    email: str = ""
    phone: str = ""
    traveller_kind: TravellerKind = TravellerKind.ADULT
    id_kind: IdKind | None = None
    id_number: str = ""
    contacts: tuple[CustomerContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The person to write to about the booking; what is empty comes from the caller's account."""

    name: str = ""
    email: str = ""
    phone: str = ""
