"""Refusals of the amenities part."""

from riz.errors import Invalid, NotFound


class AmenityNotFound(NotFound):
    """No amenity on show has this id or slug."""

    code = "catalog.amenity_not_found"
    message = "There is no such amenity."


class InvalidAmenity(Invalid):
    """Some stated facts of an amenity are not acceptable; `errors` names them."""

    code = "catalog.invalid_amenity"
    message = "Some facts of the amenity are not acceptable."
