"""Refusals of the packages part."""

from riz.errors import Conflict, Invalid, NotFound


class PackageNotFound(NotFound):
    """No package on offer has this id or slug."""

    code = "catalog.package_not_found"
    message = "There is no such package."


class InvalidPackage(Invalid):
    """Some stated facts of a package are not acceptable; `errors` names them."""

    code = "catalog.invalid_package"
    message = "Some facts of the package are not acceptable."


class NoPriceForParty(Conflict):
    """No price is stated for a traveller of the party at that date; the details say for whom."""

    code = "catalog.no_price_for_party"
    message = (
        "This package has no price for such a party at that date. Change the party or the date."
    )
    party_size: int
    start_date: str
    traveller_kind: str | None = None
