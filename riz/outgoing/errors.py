"""Errors in which a call to an address that somebody else chose may end."""

from __future__ import annotations

from riz.errors import Invalid, Unavailable


class AddressRefused(Invalid):
    """The address is malformed, or leads to where no stranger may send RIZ."""

    code = "outgoing.address_refused"
    message = "This address is none that may be asked."


class CallFailed(Unavailable):
    """Nothing answered at the address, or not as it should."""

    code = "outgoing.failed"
    message = "The address does not answer as it should."


class TimedOut(CallFailed):
    """The whole call took longer than it may."""

    code = "outgoing.timed_out"
    message = "The address took too long to answer."


class TooLarge(CallFailed):
    """The answer is larger than the caller reads, packed or unpacked."""

    code = "outgoing.too_large"
    message = "The address answered more than is read."


class InsideTransaction(RuntimeError):
    """An address was about to be called while a transaction was open; a programming error."""
