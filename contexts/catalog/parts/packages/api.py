"""Questions that the other parts and the root of catalog may ask of packages."""

from .errors import InvalidPackage, NoPriceForParty, PackageNotFound
from .queries import find_package, get_package, list_packages, price_package
from .use_cases.register_package import register_package
from .use_cases.reinstate_package import reinstate_package
from .use_cases.revise_package import revise_package
from .use_cases.withdraw_package import withdraw_package

__all__ = [
    "InvalidPackage",
    "NoPriceForParty",
    "PackageNotFound",
    "find_package",
    "get_package",
    "list_packages",
    "price_package",
    "register_package",
    "reinstate_package",
    "revise_package",
    "withdraw_package",
]
