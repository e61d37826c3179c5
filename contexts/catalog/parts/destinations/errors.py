"""Refusals of the destinations part."""

from riz.errors import Invalid, NotFound


class DestinationNotFound(NotFound):
    """No destination on show has this id or slug."""

    code = "catalog.destination_not_found"
    message = "There is no such destination."


class InvalidDestination(Invalid):
    """Some stated facts of a destination are not acceptable; `errors` names them."""

    code = "catalog.invalid_destination"
    message = "Some facts of the destination are not acceptable."
