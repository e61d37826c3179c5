"""What the other parts and the root of catalog may ask of packages."""

from .errors import InvalidPackage, NoPriceForParty, PackageNotFound
from .queries import find_package, get_package, list_packages, price_package
from .use_cases.register_package import register_package
from .use_cases.revise_package import revise_package
from .use_cases.set_package_active import set_package_active

__all__ = [
    "InvalidPackage",
    "NoPriceForParty",
    "PackageNotFound",
    "find_package",
    "get_package",
    "list_packages",
    "price_package",
    "register_package",
    "revise_package",
    "set_package_active",
]
