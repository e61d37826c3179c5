"""Lines as texts: the polyline encoding that street services speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .streets import Point

MOST_POINTS: Final = 100_000
_OFFSET = 63
_CHUNK_BITS = 5
_MORE = 0x20
_LONGEST_NUMBER = 7


class LineUnreadable(ValueError):
    """A text that is no line."""


def read_line(text: str, *, digits: int) -> tuple[Point, ...]:
    """Read an encoded polyline.

    Args:
        text: the line.
        digits: decimals of its degrees: 5 or 6.

    Raises:
        LineUnreadable: it ends within a number, leaves the Earth, or is longer than any way.
    """
    scale = 10**digits
    latitude = longitude = 0
    points: list[Point] = []
    numbers = _numbers(text)
    for step in numbers:
        latitude += step
        try:
            longitude += next(numbers)
        except StopIteration as fault:
            raise LineUnreadable("a latitude without longitude") from fault
        point = (latitude / scale, longitude / scale)
        if abs(point[0]) > 90 or abs(point[1]) > 180 or len(points) >= MOST_POINTS:  # noqa: PLR2004 - degrees
            raise LineUnreadable("it leaves the Earth or does not end")
        points.append(point)
    return tuple(points)


def write_line(points: Sequence[Point], *, digits: int) -> str:
    """Encode a line as `read_line` reads it."""
    scale = 10**digits
    before = (0, 0)
    written: list[str] = []
    for latitude, longitude in points:
        here = (round(latitude * scale), round(longitude * scale))
        written += [_written(here[0] - before[0]), _written(here[1] - before[1])]
        before = here
    return "".join(written)


def _numbers(text: str) -> Iterator[int]:
    value = chunks = 0
    for letter in text:
        bits = ord(letter) - _OFFSET
        if not 0 <= bits < 2 * _MORE or chunks > _LONGEST_NUMBER:
            raise LineUnreadable("a letter that is none of the encoding's")
        value |= (bits & (_MORE - 1)) << (_CHUNK_BITS * chunks)
        chunks += 1
        if bits < _MORE:
            yield ~(value >> 1) if value & 1 else value >> 1
            value = chunks = 0
    if chunks:
        raise LineUnreadable("it ends within a number")


def _written(number: int) -> str:
    value = ~(number << 1) if number < 0 else number << 1
    letters: list[str] = []
    while value >= _MORE:
        letters.append(chr((_MORE | (value & (_MORE - 1))) + _OFFSET))
        value >>= _CHUNK_BITS
    return "".join([*letters, chr(value + _OFFSET)])
