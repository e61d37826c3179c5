# ruff: noqa: PLR0917, FBT001 - compiled loops take their arguments by position
"""Texts numbered in the order in which they first appear: ids and names as small integers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ..kernels import kernel
from ..timetable.feed import NONE, Texts
from ..timetable.view import Int32, Int64, Uint8

UNKNOWN: Final = -2
"""The number of a text that the pool lacks."""

_PRIME: Final = 1_099_511_628_211
_EMPTY: Final = -1


@kernel
def _hash(data: Uint8, start: int, end: int, seed: int) -> int:
    """Return a hash; the seed is drawn anew for each pool, so that no file is made of collisions."""
    value = np.int64(seed)
    for at in range(start, end):
        value = (value ^ np.int64(data[at])) * np.int64(_PRIME)
    return int(value ^ (value >> 31))


@kernel
def _is_same(a: Uint8, start: int, b: Uint8, first: int, length: int) -> bool:
    for at in range(length):  # noqa: SIM110 - compiled
        if a[start + at] != b[first + at]:
            return False
    return True


@kernel
def _repeats(data: Uint8, starts: Int32, ends: Int32, row: int) -> bool:
    """Tell whether a cell is the same as the one above it, as those of ids often are."""
    length = ends[row] - starts[row]
    above = starts[row - 1]
    return ends[row - 1] - above == length and _is_same(data, starts[row], data, above, length)


@kernel
def _slot(
    data: Uint8,
    start: int,
    end: int,
    hashed: int,
    slots: Int32,
    hashes: Int64,
    first: Int64,
    pool: Uint8,
) -> int:
    """Return the slot that holds the text, or the empty one where it belongs."""
    mask = len(slots) - 1
    slot = hashed & mask
    while True:
        number = slots[slot]
        if number == _EMPTY:
            return slot
        if (
            hashes[number] == hashed
            and first[number + 1] - first[number] == end - start
            and _is_same(data, start, pool, first[number], end - start)
        ):
            return slot
        slot = (slot + 1) & mask


@kernel
def number_texts(
    data: Uint8,
    starts: Int32,
    ends: Int32,
    from_row: int,
    may_add: bool,
    seed: int,
    count: int,
    slots: Int32,
    hashes: Int64,
    first: Int64,
    pool: Uint8,
    numbers: Int32,
) -> tuple[int, int]:
    """Number cells from a row on; return (the row where room ran out, texts known now)."""
    for row in range(from_row, len(starts)):
        start = starts[row]
        length = ends[row] - start
        if length == 0:
            numbers[row] = NONE
            continue
        if row > 0 and _repeats(data, starts, ends, row):
            numbers[row] = numbers[row - 1]
            continue
        hashed = _hash(data, start, start + length, seed)
        slot = _slot(data, start, start + length, hashed, slots, hashes, first, pool)
        if slots[slot] != _EMPTY or not may_add:
            numbers[row] = slots[slot] if slots[slot] != _EMPTY else UNKNOWN
            continue
        if 2 * count + 2 > len(slots) or first[count] + length > len(pool):
            return row, count
        slots[slot] = count
        hashes[count] = hashed
        pool[first[count] : first[count] + length] = data[start : start + length]
        first[count + 1] = first[count] + length
        numbers[row] = count
        count += 1
    return len(starts), count


@kernel
def _rehash(count: int, hashes: Int64, slots: Int32) -> None:
    mask = len(slots) - 1
    for number in range(count):
        slot = hashes[number] & mask
        while slots[slot] != _EMPTY:
            slot = (slot + 1) & mask
        slots[slot] = number


@kernel
def _gather(data: Uint8, first: Int64, chosen: Int32, to: Uint8, to_first: Int32 | Int64) -> None:
    for index in range(len(chosen)):
        begin = to_first[index]
        length = to_first[index + 1] - begin
        if length > 0:
            start = first[chosen[index]]
            to[begin : begin + length] = data[start : start + length]


@dataclass(slots=True)
class Pool:
    """Different texts, each with its number."""

    count: int = 0
    seed: int = field(default_factory=lambda: secrets.randbits(62))
    slots: Int32 = field(default_factory=lambda: np.full(64, _EMPTY, dtype=np.int32))
    hashes: Int64 = field(default_factory=lambda: np.zeros(32, dtype=np.int64))
    first: Int64 = field(default_factory=lambda: np.zeros(33, dtype=np.int64))
    data: Uint8 = field(default_factory=lambda: np.zeros(256, dtype=np.uint8))

    @property
    def nbytes(self) -> int:
        """Bytes of all texts."""
        return int(self.first[self.count])

    def number(self, data: Uint8, starts: Int32, ends: Int32, *, may_add: bool) -> Int32:
        """Return numbers for cells: NONE for empty ones, UNKNOWN for texts that may not be added."""
        numbers = np.empty(len(starts), dtype=np.int32)
        row = 0
        while row < len(starts):
            row, self.count = number_texts(
                data, starts, ends, row, may_add, self.seed, self.count,
                self.slots, self.hashes, self.first, self.data, numbers,
            )  # fmt: skip
            if row < len(starts):
                self._grow(int(ends[row] - starts[row]))
        return numbers

    def find(self, text: str) -> int:
        """Return the number of a text, or UNKNOWN; NONE for the empty one."""
        data = np.frombuffer(text.encode() or b"\0", dtype=np.uint8)
        ends = np.array([len(text.encode())], dtype=np.int32)
        return int(self.number(data, np.zeros(1, dtype=np.int32), ends, may_add=False)[0])

    def texts(self, numbers: Int32) -> Texts:
        """Return the texts of some numbers; below 0 is the empty text."""
        kept, number = np.unique(numbers, return_inverse=True)
        if not Texts.repeat(len(kept), len(numbers)):
            return self._end_to_end(numbers)
        return self._end_to_end(kept).shared(number)

    def _end_to_end(self, numbers: Int32) -> Texts:
        chosen = np.maximum(numbers, 0)
        lengths = self.first[chosen + 1] - self.first[chosen]
        lengths[numbers < 0] = 0
        first = Texts.starts(lengths)
        data = np.empty(int(first[-1]), dtype=np.uint8)
        _gather(self.data, self.first, chosen.astype(np.int32), data, first)
        return Texts(data, first)

    def text(self, number: int) -> str:
        """Return one text; below 0 is the empty one."""
        if number < 0:
            return ""
        return bytes(self.data[self.first[number] : self.first[number + 1]]).decode(
            errors="replace"
        )

    def _grow(self, length: int) -> None:
        if 2 * self.count + 2 > len(self.slots):
            self.slots = np.full(2 * len(self.slots), _EMPTY, dtype=np.int32)
            self.hashes = np.resize(self.hashes, len(self.slots) // 2)
            self.first = np.resize(self.first, len(self.slots) // 2 + 1)
            _rehash(self.count, self.hashes, self.slots)
        if self.nbytes + length > len(self.data):
            self.data = np.resize(self.data, max(2 * len(self.data), self.nbytes + length))
