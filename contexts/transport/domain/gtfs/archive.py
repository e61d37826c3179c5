"""The files of a feed: a zip or a folder, opened one table at a time and never unpacked beyond the limits."""

from __future__ import annotations

import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import cast

from .limits import Limits
from .notices import Report, Severity
from .schema import FILES, OTHER_FILES

Closable = AbstractContextManager[object]

_BLOCK = 4 << 20
_SIP = 4 << 10
_GREEDY = (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)
_SMALL = 8 << 20
"""Unpacked bytes below which the ratio is not asked."""

UNPACKING_ERRORS = (
    OSError,
    EOFError,
    RuntimeError,  # an encrypted entry
    NotImplementedError,  # a method of packing that the machine lacks
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


class Refused(Exception):
    """The feed as a whole can't be used."""

    def __init__(self, message: str, *, is_reported: bool = False) -> None:
        super().__init__(message)
        self.is_reported = is_reported
        """Whether the report says why already."""


@dataclass(slots=True)
class Archive:
    """Where the tables of one feed lie."""

    path: Path
    entries: dict[str, str]
    """Name of the table to its name in the archive."""
    sizes: dict[str, int]
    """Unpacked bytes of each table, as the archive claims."""
    limits: Limits
    unpacked: int = 0

    def __contains__(self, file: str) -> bool:
        return file in self.entries

    def blocks(self, file: str) -> Iterator[bytes]:
        """Yield a table in blocks. Raises Refused where it unpacks to more than is allowed."""
        stream, read = self._open(file)
        with stream:
            while block := read():
                self.unpacked += len(block)
                if self.unpacked > self.limits.unpacked_bytes:
                    raise Refused(f"unpacks to more than {self.limits.unpacked_bytes} bytes")
                yield block

    def sha256(self) -> str:
        """Return the digest of the archive, or of a folder's tables by name."""
        digest = hashlib.sha256()
        if self.path.is_dir():
            for file in sorted(self.entries):
                digest.update(f"{file}\n{self.sizes[file]}\n".encode())
                _digest_file(self.path / self.entries[file], digest)
        else:
            _digest_file(self.path, digest)
        return digest.hexdigest()

    def _open(self, file: str) -> tuple[Closable, Callable[[], bytes]]:
        """Return a table's stream, to be closed, and what reads its next block."""
        entry = self.entries[file]
        if self.path.is_dir():
            plain = (self.path / entry).open("rb")
            return plain, lambda: plain.read(_BLOCK)
        # The stream keeps the archive's own file open until it is closed itself.
        with zipfile.ZipFile(self.path) as archive:
            greedy = archive.getinfo(entry).compress_type in _GREEDY
            packed = cast("zipfile.ZipExtFile", archive.open(entry))
        return packed, lambda: _sipped(packed) if greedy else packed.read(_BLOCK)


def open_archive(path: Path, limits: Limits, report: Report) -> Archive:
    """Find the tables of a feed. Raises Refused with a notice where there is nothing to read."""
    try:
        listed = _folder_entries(path, limits) if path.is_dir() else _zip_entries(path, limits)
    except UNPACKING_ERRORS as error:
        raise _refusal(report, f"not a zip file or folder that can be read: {error}") from error
    except Refused as error:
        raise _refusal(report, str(error)) from error
    tables = _tables(listed, report)
    return Archive(
        path,
        {file: name for file, (name, _) in tables.items()},
        {file: size for file, (_, size) in tables.items()},
        limits,
    )


def _refusal(report: Report, message: str) -> Refused:
    report.add("i_o_error", Severity.ERROR, message=message)
    return Refused(message, is_reported=True)


def _sipped(stream: zipfile.ZipExtFile) -> bytes:
    """Return the next block.

    LZMA and bzip2 unpack whatever they are fed at once, thousands of times its size if need be: they get little each time.
    """
    parts: list[bytes] = []
    size = 0
    while size < _BLOCK and (part := stream.read1(_SIP)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _digest_file(path: Path, digest: hashlib._Hash) -> None:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)


def _folder_entries(path: Path, limits: Limits) -> list[tuple[str, int]]:
    files: list[tuple[str, int]] = []
    for file in path.iterdir():
        if file.is_file():
            files.append((file.name, file.stat().st_size))
        if len(files) > limits.entries:
            raise Refused(f"more than {limits.entries} files")
    if sum(size for _, size in files) > limits.unpacked_bytes:
        raise Refused(f"more than {limits.unpacked_bytes} bytes")
    return files


def _zip_entries(path: Path, limits: Limits) -> list[tuple[str, int]]:
    if path.stat().st_size > limits.packed_bytes:
        raise Refused(f"larger than {limits.packed_bytes} bytes")
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.entries:
        raise Refused(f"more than {limits.entries} entries")
    if len({info.filename for info in infos}) < len(infos):
        raise Refused("two entries have the same name")
    for info in infos:
        _check_name(info.filename)
        if S_ISLNK(info.external_attr >> 16):
            raise Refused(f"{info.filename[:80]!r} is a link")
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _SMALL and ratio > limits.ratio:
            raise Refused(f"{info.filename[:80]!r} unpacks to {ratio:.0f} times its size")
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise Refused(f"unpacks to more than {limits.unpacked_bytes} bytes")
    return [(info.filename, info.file_size) for info in infos]


def _check_name(name: str) -> None:
    """Nothing is ever written under an entry's name; whoever sends such a one means harm all the same."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise Refused(f"an entry named {name[:80]!r} leads out of the archive")


def _tables(listed: list[tuple[str, int]], report: Report) -> dict[str, tuple[str, int]]:
    """Choose the tables: those of the folder that holds most of them."""
    by_folder: dict[str, dict[str, tuple[str, int]]] = {}
    for name, size in listed:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.parts[0] == "__MACOSX" or path.name.startswith("."):
            continue
        folder = by_folder.setdefault(str(path.parent), {})
        folder.setdefault(path.name.strip().lower(), (name, size))
    known = {folder: len(files.keys() & FILES.keys()) for folder, files in by_folder.items()}
    best = min(by_folder, key=lambda folder: (-known[folder], len(folder), folder), default="")
    chosen = by_folder.get(best, {})
    for file in sorted(chosen.keys() - FILES.keys() - OTHER_FILES):
        report.add("unknown_file", Severity.INFO, file, message="no table of GTFS; ignored")
    return {file: entry for file, entry in chosen.items() if file in FILES}
