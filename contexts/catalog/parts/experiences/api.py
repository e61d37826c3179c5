"""Questions that the other parts and the root of catalog may ask of experiences."""

from .queries import find_experience, find_experiences, find_for_sale, get_experience
from .use_cases.register_experience import register_experience
from .use_cases.revise_experience import revise_experience

__all__ = [
    "find_experience",
    "find_experiences",
    "find_for_sale",
    "get_experience",
    "register_experience",
    "revise_experience",
]
