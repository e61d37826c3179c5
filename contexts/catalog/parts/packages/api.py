"""Questions that the other parts and the root of catalog may ask of packages."""

from .domain.pricing import price_party
from .queries import find_for_sale, find_package, get_package
from .use_cases.register_package import register_package
from .use_cases.revise_package import revise_package

__all__ = [
    "find_for_sale",
    "find_package",
    "get_package",
    "price_party",
    "register_package",
    "revise_package",
]
