"""What organisations refuse, and what to do about it."""

from __future__ import annotations

from riz.errors import NotFound


class OrganisationNotFound(NotFound):
    """No organisation has this id."""

    code = "identity.organisation_not_found"
    message = "There is no such organisation."
