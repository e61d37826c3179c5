"""Terms that things are sold on now: the closest that are stated, for cancelling and for deposits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q

from riz.mapping import to_contract

from .. import contracts
from ..domain.cancellation import DEFAULT_TERMS
from ..models import CancellationTerms, CancellationTier, DepositRule


def load_terms(
    *, things: Collection[tuple[UUID, UUID]], source: contracts.Source
) -> dict[UUID, contracts.CancellationTerms]:
    """Return the terms of each thing, named by its seller and itself, in two statements for all of them.

    Those of a thing go before its seller's, and these before those of all; each time those of the source before those of
    every one. Where none are in force, the usual terms are.
    """
    rows = CancellationTerms.objects.filter(
        _named(things) | Q(seller_id=None, item_id=None),
        is_active=True,
        source__in=("", source.value),
    ).prefetch_related("tiers")
    stated = {(row.seller_id, row.item_id, row.source): _to_terms(row) for row in rows}
    found = {}
    for seller_id, item_id in things:
        scopes = _scopes(seller_id, item_id, source)
        found[item_id] = next((stated[scope] for scope in scopes if scope in stated), DEFAULT_TERMS)
    return found


def load_deposits(*, things: Collection[tuple[UUID, UUID]]) -> dict[UUID, DepositRule | None]:
    """Return the rule of deposits of each thing, its own before its seller's, in one statement; None where the whole is due."""
    rows = DepositRule.objects.filter(_named(things), is_active=True)
    stated = {(row.seller_id, row.item_id): row for row in rows}
    return {
        item_id: stated.get((seller_id, item_id)) or stated.get((seller_id, None))
        for seller_id, item_id in things
    }


def _named(things: Collection[tuple[UUID, UUID]]) -> Q:
    """Return the condition that keeps rows of these things or of all that their sellers sell."""
    sellers, items = {seller for seller, _ in things}, {item for _, item in things}
    return Q(seller_id__in=sellers) & (Q(item_id=None) | Q(item_id__in=items))


def _scopes(
    seller_id: UUID, item_id: UUID, source: contracts.Source
) -> Iterator[tuple[UUID | None, UUID | None, str]]:
    """Yield whose terms apply, the closest first."""
    for seller, item in ((seller_id, item_id), (seller_id, None), (None, None)):
        yield seller, item, source.value
        yield seller, item, ""


def _to_terms(row: CancellationTerms) -> contracts.CancellationTerms:
    return to_contract(
        contracts.CancellationTerms,
        row,
        tiers=tuple(map(_to_tier, row.tiers.all())),
        no_show=_to_charge(row.no_show_kind, row.no_show_value),
    )


def _to_tier(row: CancellationTier) -> contracts.CancellationTier:
    return to_contract(
        contracts.CancellationTier, row, charge=_to_charge(row.charge_kind, row.charge_value)
    )


def _to_charge(kind: str, value: int) -> contracts.Charge:
    return contracts.Charge(kind=contracts.ChargeKind(kind), value=value)
