"""Compiled feeds as folders of arrays, mapped into memory by every process that reads them.

A folder appears whole or not at all: it is written under another name, forced to the disk, and renamed. Whatever kills the
writer leaves a folder whose name says that it is unfinished; `sweep_unfinished` deletes it.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from riz.ids import new_id

from ..domain.timetable.feed import FORMAT, CompiledFeed, Texts, arrays_of

MANIFEST: Final = "manifest.json"
UNFINISHED: Final = ".unfinished-"
GONE: Final = ".gone-"
LARGEST_MANIFEST: Final = 4 * 1024 * 1024
_FACTS: Final = (
    "name", "sha256", "zone", "first_date", "days", "currency", "language", "publisher", "zones",
)  # fmt: skip
_OPTIONAL: Final = frozenset({"position_sequence"})


class CompiledFeedUnreadable(Exception):
    """A folder holds no compiled feed that this program can read; the message says why."""


def save(feed: CompiledFeed, folder: Path) -> int:
    """Write a feed to a folder that must not be there yet, and return its bytes.

    Raises:
        FileExistsError: it is there.
    """
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.parent / f"{UNFINISHED}{new_id()}"
    unfinished.mkdir()
    try:
        size = _fill(feed, unfinished)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _force(folder.parent)
    return size


def load(folder: Path) -> CompiledFeed:
    """Map a feed; its arrays can't be written.

    Raises:
        CompiledFeedUnreadable: with the reason.
    """
    manifest = read_manifest(folder)
    try:
        facts = {name: manifest["facts"][name] for name in _FACTS}
        ZoneInfo(facts["zone"])
        arrays = {
            name: _mapped(folder / f"{name}.npy", described)
            for name, described in manifest["arrays"].items()
        }
        feed = CompiledFeed(**facts | {"zones": tuple(facts["zones"])}, **_values(arrays))
    except (KeyError, TypeError, AttributeError, ValueError, OSError, EOFError) as fault:
        raise CompiledFeedUnreadable(f"{folder} is damaged: {fault}") from fault
    except ZoneInfoNotFoundError as fault:
        raise CompiledFeedUnreadable(f"{folder} names a time zone that is not known") from fault
    return feed


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a folder says of itself.

    Raises:
        CompiledFeedUnreadable: with the reason.
    """
    try:
        with (folder / MANIFEST).open("rb") as file:
            read: Any = json.loads(file.read(LARGEST_MANIFEST))
    except FileNotFoundError as fault:
        raise CompiledFeedUnreadable(f"{folder} holds no compiled feed") from fault
    except (OSError, ValueError) as fault:
        raise CompiledFeedUnreadable(f"{folder} is damaged: {fault}") from fault
    if not isinstance(read, dict) or "format" not in read:
        raise CompiledFeedUnreadable(f"{folder} is damaged: its manifest says nothing")
    if read["format"] != FORMAT:
        raise CompiledFeedUnreadable(
            f"{folder} is of format {read['format']}, this program reads {FORMAT}: import the feed again"
        )
    return read


def remove(folder: Path) -> None:
    """Delete a folder, whole for whoever looks; processes that have it mapped keep what they have."""
    gone = folder.parent / f"{GONE}{new_id()}"
    try:
        folder.rename(gone)
    except FileNotFoundError:
        return
    shutil.rmtree(gone, ignore_errors=True)


def sweep_unfinished(root: Path, *, older_than: float) -> int:
    """Delete what writers and removers left behind that were last at it before a POSIX time; return how many."""
    left = [
        path
        for pattern in (f"{UNFINISHED}*", f"{GONE}*")
        for path in root.glob(pattern)
        if path.stat().st_mtime < older_than
    ]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _fill(feed: CompiledFeed, folder: Path) -> int:
    arrays = arrays_of(feed)
    size = 0
    for name, array in arrays.items():
        size += _write_array(folder / f"{name}.npy", array)
    manifest = {
        "format": FORMAT,
        "facts": {name: getattr(feed, name) for name in _FACTS},
        "counts": {"stops": feed.stops, "patterns": feed.patterns, "trips": feed.trips},
        "arrays": {
            name: {"dtype": array.dtype.str, "shape": list(array.shape)}
            for name, array in arrays.items()
        },
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
        size += file.tell()
    _force(folder)
    return size


def _write_array(path: Path, array: npt.NDArray[np.generic]) -> int:
    with path.open("wb") as file:
        np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _mapped(path: Path, described: dict[str, Any]) -> npt.NDArray[Any]:
    """Map one array, or read it where it is empty: nothing can't be mapped."""
    shape = tuple(described["shape"])
    if 0 in shape:
        array: npt.NDArray[Any] = np.load(path, allow_pickle=False)
        array.flags.writeable = False
    else:
        array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    if array.dtype.str != described["dtype"] or array.shape != shape:
        raise ValueError(f"{path.name} is not what the manifest says")
    return array


def _values(arrays: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """Return the arrays as the fields of a feed."""
    values: dict[str, Any] = {}
    for field in fields(CompiledFeed):
        if field.name in _FACTS:
            continue
        if field.name in arrays:
            values[field.name] = arrays[field.name]
        elif f"{field.name}.data" in arrays:
            values[field.name] = Texts(
                data=arrays[f"{field.name}.data"],
                first=arrays[f"{field.name}.first"],
                number=arrays.get(f"{field.name}.number"),
            )
        elif field.name not in _OPTIONAL:
            raise KeyError(f"{field.name} is missing")
    return values


def _force(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
