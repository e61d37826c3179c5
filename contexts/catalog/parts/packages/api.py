"""Questions that the other parts and the root of catalog may ask of packages."""

from .queries import find_package, get_package, price_package
from .use_cases.register_package import register_package
from .use_cases.revise_package import revise_package

__all__ = [
    "find_package",
    "get_package",
    "price_package",
    "register_package",
    "revise_package",
]
