"""Refusals of the accommodations part."""

from riz.errors import Invalid, NotFound


class AccommodationNotFound(NotFound):
    """No accommodation on offer has this id or slug."""

    code = "catalog.accommodation_not_found"
    message = "There is no such accommodation."


class InvalidAccommodation(Invalid):
    """Some stated facts of an accommodation are not acceptable; `errors` names them."""

    code = "catalog.invalid_accommodation"
    message = "Some facts of the accommodation are not acceptable."
