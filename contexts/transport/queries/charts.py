"""Pictures of answers."""

from __future__ import annotations

from collections.abc import Sequence

from ..contracts import Leg, Option, Options, TravelMode
from ..domain.modes import Mode
from ..domain.options import wording
from ..domain.options.chart import Mark, Stretch, front_chart, way_chart


def chart_of_options(found: Options, currency: str) -> str:
    """Draw the front, and what one could do without a timetable."""
    marks = [_mark(option, currency) for option in found.results]
    marks += [_mark(option, currency, is_baseline=True) for option in found.baselines]
    # A walk or a car that takes days would leave no room for anything else.
    longest = 3 * max((mark.duration_s for mark in marks if not mark.is_baseline), default=0)
    shown = [
        mark
        for mark, option in zip(marks, [*found.results, *found.baselines], strict=True)
        if option.cost is not None
        and (not mark.is_baseline or mark.duration_s <= (longest or 10**9))
    ]
    title = f"{found.origin.name} to {found.destination.name}: time against cost"
    return front_chart(shown, title=title, currency=currency)


def chart_of_route(option: Option) -> str:
    """Draw the legs of a way."""
    legs = option.legs
    title = f"{legs[0].origin.name} to {legs[-1].destination.name}"
    return way_chart([_stretch(leg) for leg in legs], title=title)


def _mark(option: Option, currency: str, *, is_baseline: bool = False) -> Mark:
    minor = 0 if option.cost is None else option.cost.amount_minor
    modes = [wording.MODE_NAMES[Mode[mode.name]] for mode in _main_modes(option)]
    price = "" if option.cost is None else f", {wording.money(minor, currency)}"
    return Mark(
        duration_s=option.duration_s,
        cost_minor=minor,
        mode=Mode[max(option.legs, key=lambda leg: leg.distance_m).mode.name],
        text=f"{wording.listed(modes)}, {wording.duration(option.duration_s)}{price}",
        label=", ".join(pick.value.replace("_", " ") for pick in option.picks),
        is_baseline=is_baseline,
    )


def _main_modes(option: Option) -> Sequence[TravelMode]:
    return [mode for mode in option.modes if mode is not TravelMode.WALK] or list(option.modes)


def _stretch(leg: Leg) -> Stretch:
    mode = Mode[leg.mode.name]
    name = " ".join(filter(None, (wording.MODE_NAMES[mode], leg.line)))
    return Stretch(
        mode,
        int(leg.origin.at.timestamp()),
        int(leg.destination.at.timestamp()),
        f"{name} from {leg.origin.name} to {leg.destination.name}, {wording.duration(leg.duration_s)}",
    )
