"""Refusals of the places part."""

from riz.errors import NotFound


class PlaceNotFound(NotFound):
    """No place on show has this id."""

    code = "catalog.place_not_found"
    message = "There is no such place."
