"""Refusals of the experiences part."""

from riz.errors import Invalid, NotFound


class ExperienceNotFound(NotFound):
    """No experience on offer has this id or slug."""

    code = "catalog.experience_not_found"
    message = "There is no such experience."


class InvalidExperience(Invalid):
    """Some stated facts of an experience are not acceptable; `errors` names them."""

    code = "catalog.invalid_experience"
    message = "Some facts of the experience are not acceptable."
