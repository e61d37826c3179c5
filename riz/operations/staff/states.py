"""States as words, each with the colour that says how good that is."""

from __future__ import annotations

from django.db.models import CharField, Field, TextField
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.utils import display_for_label

YES_OR_NO = ("Yes", "No")
_COLOURS = {
    code: colour
    for colour, codes in (
        ("success", "ACTIVE ALIVE COMPLETED CONFIRMED DONE PAID READY SENT SUCCEEDED"),
        ("info", "DUE HELD INFO OPEN PENDING PROCESSING QUEUED SENDING IMPORTING"),
        ("warning", "ON_HOLD PARTIAL REQUIRES_ACTION REQUIRES_PAYMENT_METHOD SUSPENDED WARNING"),
        ("danger", "DEAD ERROR FAILED REFUSED"),
    )
    for code in codes.split()
}


def is_state(field: Field) -> bool:  # type: ignore[type-arg]  # Django's classes take none at run time
    """Tell whether a field says how far a thing is."""
    is_text = isinstance(field, CharField | TextField)
    return is_text and field.name.rpartition("_")[2] in {"severity", "state", "status"}


def format_state(code: str, word: str) -> SafeString:
    """Write a state as a coloured word; what went well is green, what needs somebody orange or red."""
    colour = _COLOURS.get(code.upper(), "")
    shown: SafeString = display_for_label(word, "–", {word: colour})
    return shown


def format_code(code: str) -> str:
    """Write a code of ours as the words that it consists of: `SELLER_STAFF` is `Seller staff`."""
    return str(capfirst(code.replace("_", " ").lower()))


def format_flag(value: bool, words: tuple[str, str]) -> str:  # noqa: FBT001 - it is what is written
    """Write yes or no in the words of its field."""
    return words[0 if value else 1]
