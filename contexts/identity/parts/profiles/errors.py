"""Refusals of profiles, and what to do about them."""

from __future__ import annotations

from riz.errors import Conflict, Forbidden, Gone, NotFound


class ProfileNotFound(NotFound):
    """Nobody has this id, or it is nobody whom the caller may read."""

    code = "identity.profile_not_found"
    message = "There is no such person."


class ProfileNotYours(Forbidden):
    """The caller may read the profile and not change it."""

    code = "identity.profile_not_yours"
    message = "Only the person may change this."


class ExportNotFound(NotFound):
    """There is no such export of the caller's."""

    code = "identity.export_not_found"
    message = "There is no such export."


class ExportNotReady(Conflict):
    """The export is still being gathered."""

    code = "identity.export_not_ready"
    message = "The export is not ready yet. Ask again shortly."


class ExportOver(Gone):
    """The export's week is over."""

    code = "identity.export_over"
    message = "This export is over. Ask for a new one."


class ErasureNotFound(NotFound):
    """No erasure of the caller's account is due."""

    code = "identity.erasure_not_found"
    message = "No erasure of this account is due."


class ErasureHindered(Conflict):
    """Something has to be settled first; `hindrances` says what."""

    code = "identity.erasure_hindered"
    message = "The account can't be erased yet. Settle what is named first."
    hindrances: list[str]
