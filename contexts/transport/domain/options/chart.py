"""Small pictures as SVG: the front of ways, time against cost, and one way as a line of its legs.

They hold no script, no style sheet and nothing from elsewhere, so that a strict policy lets them show. Every colour has
at least three to one against white and against black, text four and a half: they stand on light and dark alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from riz.money import minor_digits

from ..modes import Mode
from . import wording

WIDTH: Final = 640
HEIGHT: Final = 360
_LEFT: Final = 84
_RIGHT: Final = 24
_TOP: Final = 40
_BOTTOM: Final = 56
_MOST_TICKS: Final = 6
_TIME_STEPS_S: Final = (
    300,
    600,
    900,
    1800,
    3600,
    7200,
    10_800,
    21_600,
    43_200,
    86_400,
    172_800,
    604_800,
)
_STRIP: Final = 132
_INK: Final = "#767676"
_FAINT: Final = "#8a8a8a"
_FONT: Final = 'font-family="system-ui,sans-serif"'
_LONGEST_TEXT: Final = 60
# What XML 1.0 can't hold at all, escaped or not.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLOURS: Final = {
    Mode.WALK: "#7a7a7a",
    Mode.BICYCLE: "#4c8a2b",
    Mode.CAR: "#9a6b3a",
    Mode.TAXI: "#a87400",
    Mode.BUS: "#2f7fd0",
    Mode.COACH: "#5a78d8",
    Mode.TRAM: "#0d8a8a",
    Mode.METRO: "#b0529e",
    Mode.SUBURBAN_TRAIN: "#2f8f5b",
    Mode.TRAIN: "#c2542d",
    Mode.FERRY: "#1c86a8",
    Mode.CABLE: "#8a7a1f",
    Mode.FLIGHT: "#8a63d2",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A way in the picture."""

    duration_s: int
    cost_minor: int
    mode: Mode
    """The one that covers most of it."""
    text: str
    """What it is, in words."""
    label: str = ""
    """What it was picked for; empty for the others."""
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A leg in the picture of a way."""

    mode: Mode
    departs: int
    arrives: int
    text: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of the picture: its edges, and the steps between its ticks."""

    longest: int
    dearest: int
    step_s: int
    step_minor: int

    def x(self, seconds: int) -> int:
        """Return where a duration lies; what is longer than the picture lies at its edge."""
        room = WIDTH - _LEFT - _RIGHT - 12
        return _LEFT + min(seconds, self.longest) * room // self.longest

    def y(self, minor: int) -> int:
        """Return where a price lies; what is dearer than the picture lies at its edge."""
        room = HEIGHT - _BOTTOM - _TOP - 12
        return HEIGHT - _BOTTOM - min(minor, self.dearest) * room // self.dearest


def _scale(marks: Sequence[Mark], currency: str) -> _Scale:
    """Choose the scale by the ways: a taxi over a thousand kilometres would press them into a corner."""
    ways = [mark for mark in marks if not mark.is_baseline] or list(marks)
    longest = max((mark.duration_s for mark in ways), default=0) or 3600
    dearest = max((mark.cost_minor for mark in ways), default=0) or 100
    step_s = next(
        (step for step in _TIME_STEPS_S if longest <= step * _MOST_TICKS), _TIME_STEPS_S[-1]
    )
    step_minor = _money_step(dearest, 10 ** minor_digits(currency))
    return _Scale(_up_to(longest, step_s), _up_to(dearest, step_minor), step_s, step_minor)


def _money_step(dearest: int, major: int) -> int:
    """Return the least of 1, 2, 5, 10, 20, 50 ... of the currency that makes few enough ticks."""
    step = major
    while dearest > step * _MOST_TICKS:
        leading = int(str(step // major)[0])
        step = step * 5 // 2 if leading == 2 else step * 2  # noqa: PLR2004 - 1, 2, 5
    return step


def _up_to(most: int, step: int) -> int:
    return -(-most // step) * step


def front_chart(marks: Sequence[Mark], *, title: str, currency: str) -> str:
    """Draw ways as points: further left is faster, further down is cheaper."""
    scale = _scale(marks, currency)
    description = "; ".join(
        f"{mark.label + ': ' if mark.label else ''}{mark.text}" for mark in marks
    )
    parts = [
        _opening(HEIGHT, title, description or "No way was found."),
        *_axes(scale, currency),
    ]
    parts += [_point(mark, scale) for mark in sorted(marks, key=_drawn_last)]
    parts += _labels(marks, scale) + _beyond(marks, scale, currency)
    if not marks:
        parts.append(_text(WIDTH // 2, HEIGHT // 2, "No way was found.", anchor="middle", size=16))
    return "\n".join([*parts, "</g>", "</svg>", ""])


def way_chart(stretches: Sequence[Stretch], *, title: str) -> str:
    """Draw one way as a line from its departure to its arrival, each leg as long as it takes."""
    start = min((each.departs for each in stretches), default=0)
    end = max((each.arrives for each in stretches), default=1)
    total = max(1, end - start)
    parts = [_opening(_STRIP, title, "; ".join(each.text for each in stretches))]
    parts.append(_line(_RIGHT, 76, WIDTH - _RIGHT, 76, _FAINT, dash="2 4"))
    for each in stretches:
        parts += _stretch(each, start, total)
    parts.append(_text(_RIGHT, 116, wording.duration(total), size=13))
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _opening(height: int, title: str, description: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-labelledby="title desc">\n<title id="title">{_safe(title)}</title>\n'
        f'<desc id="desc">{_safe(description)}</desc>\n<g {_FONT}>\n'
        f"{_text(_RIGHT, 24, _shortened(title), size=15, weight=600)}"
    )


def _axes(scale: _Scale, currency: str) -> list[str]:
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    parts = [_line(_LEFT, bottom, right, bottom, _INK), _line(_LEFT, _TOP, _LEFT, bottom, _INK)]
    for minor in range(scale.step_minor, scale.dearest + 1, scale.step_minor):
        y = scale.y(minor)
        parts += [
            _line(_LEFT, y, right, y, _FAINT, dash="1 5"),
            _text(_LEFT - 8, y + 4, _short_money(minor, currency), anchor="end"),
        ]
    for seconds in range(scale.step_s, scale.longest + 1, scale.step_s):
        x = scale.x(seconds)
        parts.append(_line(x, bottom, x, bottom + 4, _INK))
        parts.append(_text(x, bottom + 20, wording.duration(seconds), anchor="middle"))
    middle = (_LEFT + right) // 2
    return [*parts, _text(middle, HEIGHT - 12, "time from door to door", anchor="middle")]


def _short_money(minor: int, currency: str) -> str:
    return wording.money(minor, currency).removesuffix(".00")


def _drawn_last(mark: Mark) -> tuple[bool, int, int, str]:
    return (bool(mark.label), mark.duration_s, mark.cost_minor, mark.text)


def _point(mark: Mark, scale: _Scale) -> str:
    x, y = scale.x(mark.duration_s), scale.y(mark.cost_minor)
    colour = COLOURS[mark.mode]
    title = f"<title>{_safe(mark.text)}</title>"
    if mark.is_baseline and mark.cost_minor > scale.dearest:
        # Dearer than the picture is high: it points to where it would be.
        return f'<path d="M{x - 6} {y + 5}L{x} {y - 6}L{x + 6} {y + 5}Z" fill="none" stroke="{colour}" stroke-width="2">{title}</path>'
    if mark.is_baseline:
        return f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" fill="none" stroke="{colour}" stroke-width="2">{title}</rect>'
    if mark.label:
        return f'<circle cx="{x}" cy="{y}" r="8" fill="{colour}" stroke="{_INK}" stroke-width="2">{title}</circle>'
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}" fill-opacity="0.8">{title}</circle>'


def _labels(marks: Sequence[Mark], scale: _Scale) -> list[str]:
    """Write beside picked points what they are best at, each line free of those above it."""
    parts: list[str] = []
    lowest: dict[bool, int] = {}
    picked = [mark for mark in marks if mark.label]
    for mark in sorted(picked, key=lambda each: (-each.cost_minor, each.duration_s, each.label)):
        x, y = scale.x(mark.duration_s), scale.y(mark.cost_minor)
        to_left = x > WIDTH * 2 // 3
        y = max(y - 10, lowest.get(to_left, 0) + 15)
        lowest[to_left] = y
        anchor, beside = ("end", x - 12) if to_left else ("start", x + 12)
        parts.append(_text(beside, y, mark.label, anchor=anchor, size=12, weight=600))
    return parts


def _beyond(marks: Sequence[Mark], scale: _Scale, currency: str) -> list[str]:
    """Write what is dearer than the picture is high: several lie at one place."""
    dear = [mark for mark in marks if mark.is_baseline and mark.cost_minor > scale.dearest]
    parts: list[str] = []
    for line, mark in enumerate(sorted(dear, key=lambda each: each.cost_minor)):
        x, y = scale.x(mark.duration_s), scale.y(mark.cost_minor) + 4 + 15 * line
        anchor, beside = ("end", x - 12) if x > WIDTH * 2 // 3 else ("start", x + 12)
        text = f"{wording.MODE_NAMES[mark.mode]} {_short_money(mark.cost_minor, currency)}"
        parts.append(_text(beside, y, text, anchor=anchor, size=12))
    return parts


def _stretch(each: Stretch, start: int, total: int) -> list[str]:
    room = WIDTH - 2 * _RIGHT
    x = _RIGHT + (each.departs - start) * room // total
    width = max(3, (each.arrives - each.departs) * room // total)
    box = (
        f'<rect x="{x}" y="60" width="{width}" height="32" rx="4" fill="{COLOURS[each.mode]}">'
        f"<title>{_safe(each.text)}</title></rect>"
    )
    name = wording.MODE_NAMES[each.mode]
    if width < 9 * len(name):
        return [box]
    return [box, _text(x + width // 2, 54, name, anchor="middle", size=12)]


def _line(x1: int, y1: int, x2: int, y2: int, colour: str, *, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"{dashes}/>'


def _text(
    x: int, y: int, text: str, *, anchor: str = "start", size: int = 12, weight: int = 400
) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{_INK}" font-size="{size}" font-weight="{weight}"'
        f' text-anchor="{anchor}">{_safe(text)}</text>'
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def _safe(text: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", text))
