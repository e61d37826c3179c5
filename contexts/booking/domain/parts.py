"""Parts of an item that are given up: units of a stay, or persons of anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from riz.money import Money

from .. import errors
from ..contracts import ItemKind, LineKind, PriceLine, TravellerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So much of an item: `quantity` units of a stay, or persons; nothing named means the whole."""

    id: UUID
    quantity: int = 0
    adults: int = 0
    children: int = 0
    infants: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing in particular is named."""
        return not (self.quantity or self.adults or self.children or self.infants)

    def of(self, kind: TravellerKind) -> int:
        """Return how many travellers of a kind are named."""
        return {TravellerKind.ADULT: self.adults, TravellerKind.CHILD: self.children}.get(
            kind, self.infants
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many an item is for."""

    kind: ItemKind
    quantity: int
    adults: int
    children: int
    infants: int


def count_left(*, count: Count, part: Part) -> Count:
    """Return for how many the item is once the part is given up, at least one of them.

    Raises:
        InvalidPart: more than there are, units of what has none, persons of a stay, or children left alone.
    """
    is_stay = count.kind is ItemKind.ACCOMMODATION
    left = Count(
        kind=count.kind,
        quantity=count.quantity - (part.quantity if is_stay else 0),
        adults=count.adults - part.adults,
        children=count.children - part.children,
        infants=count.infants - part.infants,
    )
    names_persons = part.adults or part.children or part.infants
    if (is_stay and names_persons) or (not is_stay and part.quantity):
        raise errors.InvalidPart(item_id=str(part.id))
    if (
        min(left.quantity, left.adults, left.children, left.infants) < 0
        or left.adults < 1
        or left.quantity < 1
    ):
        raise errors.InvalidPart(item_id=str(part.id))
    return left


def split_lines(
    *, lines: Sequence[PriceLine], part: Part
) -> tuple[tuple[PriceLine, ...], tuple[PriceLine, ...]]:
    """Return the lines that stay and the lines that fall away, at the prices that were paid.

    Of a stay those units go first that have the fewest guests. What was kept of an earlier cancellation stays.
    """
    gone = _units_gone(lines, part.quantity) if part.quantity else _persons_gone(lines, part)
    kept = [less(line, gone.get(index, 0)) for index, line in enumerate(lines)]
    fell = [only(line, gone.get(index, 0)) for index, line in enumerate(lines)]
    return tuple(line for line in kept if line.quantity), tuple(
        line for line in fell if line.quantity
    )


def _persons_gone(lines: Sequence[PriceLine], part: Part) -> dict[int, int]:
    return {
        index: part.of(line.traveller_kind)
        for index, line in enumerate(lines)
        if line.traveller_kind is not None and line.kind is not LineKind.CANCELLATION
    }


def _units_gone(lines: Sequence[PriceLine], units: int) -> dict[int, int]:
    """Return by how much each line of a stay shrinks, night by night."""
    gone: dict[int, int] = {}
    for date in sorted({line.date for line in lines if line.date is not None}):
        left = units
        bases = [
            (line.guests or 0, index)
            for index, line in enumerate(lines)
            if line.date == date and line.kind is LineKind.BASE
        ]
        for guests, index in sorted(bases):
            count = min(left, lines[index].quantity)
            left -= count
            gone[index] = count
            for other, line in enumerate(lines):
                if (line.date, line.guests, line.kind) == (date, guests, LineKind.EXTRA_GUEST):
                    gone[other] = line.quantity // lines[index].quantity * count
    return gone


def only(line: PriceLine, quantity: int) -> PriceLine:
    """Return a line for so many of it; its tax is by how much the whole line's is more than that of the rest."""
    rest = less(line, quantity)
    return replace(
        line,
        quantity=quantity,
        price=line.unit_price * quantity,
        tax=line.tax - rest.tax,
    )


def less(line: PriceLine, quantity: int) -> PriceLine:
    """Return a line without so many of it, its tax rounded half up to the minor unit."""
    left = line.quantity - quantity
    minor = (line.unit_price.amount_minor * left * line.tax_rate_basis_points + 5_000) // 10_000
    return replace(
        line,
        quantity=left,
        price=line.unit_price * left,
        tax=Money(minor, line.tax.currency) if quantity else line.tax,
    )
