"""What waits for its time: a heap of (time, label)."""

from __future__ import annotations

from contexts.transport.domain.timetable.view import Int64

from .compiled import uncounted
from .layout import WAITING


@uncounted
def push(heap: Int64, counts: Int64, time: int, label: int) -> None:
    child = counts[WAITING]
    counts[WAITING] += 1
    while child > 0 and heap[(child - 1) // 2, 0] > time:
        parent = (child - 1) // 2
        heap[child, 0], heap[child, 1] = heap[parent, 0], heap[parent, 1]
        child = parent
    heap[child, 0], heap[child, 1] = time, label


@uncounted
def pop(heap: Int64, counts: Int64) -> int:
    top = heap[0, 1]
    counts[WAITING] -= 1
    size = counts[WAITING]
    time, label = heap[size, 0], heap[size, 1]
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and heap[child + 1, 0] < heap[child, 0]:
            child += 1
        if heap[child, 0] >= time:
            break
        heap[parent, 0], heap[parent, 1] = heap[child, 0], heap[child, 1]
        parent = child
    heap[parent, 0], heap[parent, 1] = time, label
    return int(top)
