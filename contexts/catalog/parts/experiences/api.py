"""Questions that the other parts and the root of catalog may ask of experiences."""

from .errors import ExperienceNotFound, InvalidExperience
from .queries import find_experience, find_experiences, get_experience, list_experiences
from .use_cases.register_experience import register_experience
from .use_cases.reinstate_experience import reinstate_experience
from .use_cases.revise_experience import revise_experience
from .use_cases.withdraw_experience import withdraw_experience

__all__ = [
    "ExperienceNotFound",
    "InvalidExperience",
    "find_experience",
    "find_experiences",
    "get_experience",
    "list_experiences",
    "register_experience",
    "reinstate_experience",
    "revise_experience",
    "withdraw_experience",
]
