"""The one reader of JSON that others wrote: what readers could disagree on, or choke on, is refused before it is built."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from riz.errors import Malformed, refuses

MAX_DEPTH = 32
MAX_NODES = 10_000
_INT64 = range(-(2**63), 2**63)

# An unterminated string runs to the end of the body, so that no search ever starts over: linear time.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_STRUCTURE = bytes(set(range(256)) - set(b"[]{},"))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1, ord(","): 0}
_ESCAPED_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")


class TooDeep(Malformed):
    """The JSON is nested deeper than any honest document."""

    code = "request.too_deep"
    message = "The JSON is nested too deeply."
    limit: int


class TooManyNodes(Malformed):
    """The JSON has more values than any honest document."""

    code = "request.too_many_nodes"
    message = "The JSON has too many values."
    limit: int


class DuplicateKey(Malformed):
    """A JSON object names a key twice, and readers disagree on which one counts."""

    code = "request.duplicate_key"
    message = "A JSON object has the same key twice."


class NulCharacter(Malformed):
    """A text holds U+0000, which the database can't store."""

    code = "request.nul_character"
    message = "Text must not contain the character U+0000."


class LoneSurrogate(Malformed):
    """A text holds half of a surrogate pair, which is no character."""

    code = "request.lone_surrogate"
    message = "Text must not contain half of a surrogate pair."


class NumberOutOfRange(Malformed):
    """A number is not finite or does not fit 64 bits."""

    code = "request.number_out_of_range"
    message = "Numbers must be finite, and whole numbers must fit 64 bits."


@refuses(DuplicateKey, NumberOutOfRange)
def read_json(body: bytes) -> Any:
    """Read a JSON text.

    Raises:
        Malformed: it is not JSON, or holds something that RIZ does not take; each has its own code.
    """
    _check_structure(body)
    try:
        data = _DECODER.decode(body.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Malformed("The body is not JSON in UTF-8.") from error
    _check_characters(body, data)
    return data


def _check_structure(body: bytes) -> None:
    """Bound depth and size by the structural characters alone, so that no hostile nesting is ever built."""
    structure = _STRING.sub(b"", body).translate(None, _NOT_STRUCTURE)
    depths = accumulate(map(_STEP.__getitem__, structure[: 3 * MAX_NODES]))
    if max(depths, default=0) > MAX_DEPTH:
        raise TooDeep(limit=MAX_DEPTH)
    opened = structure.count(b"[") + structure.count(b"{")
    if opened + structure.count(b",") + 1 > MAX_NODES:
        raise TooManyNodes(limit=MAX_NODES)


def _check_characters(body: bytes, data: Any) -> None:
    """Look for characters that no text may hold; only escapes can smuggle them in, so most bodies are not walked."""
    if _ESCAPED_SUSPECT.search(body):
        _walk(data)


def _walk(data: Any) -> None:
    if isinstance(data, str):
        _check_text(data)
    elif isinstance(data, dict):
        for key, value in data.items():
            _check_text(key)
            _walk(value)
    elif isinstance(data, list):
        for value in data:
            _walk(value)


def _check_text(text: str) -> None:
    if "\0" in text:
        raise NulCharacter
    if _SURROGATE.search(text):
        raise LoneSurrogate


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey
    return found


def _whole_number(digits: str) -> int:
    number = int(digits) if len(digits) <= len(str(_INT64.start)) else None
    if number is None or number not in _INT64:
        raise NumberOutOfRange
    return number


def _real_number(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise NumberOutOfRange
    return number


def _no_constant(name: str) -> NoReturn:
    raise NumberOutOfRange(f"{name} is not a JSON number.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_whole_number,
    parse_float=_real_number,
    parse_constant=_no_constant,
)
