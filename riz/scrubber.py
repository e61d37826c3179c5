"""Takes secrets out of whatever is about to be logged: by the name they go under, and by what they look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MASK = "[secret]"
MAX_DEPTH = 8

_WORDS = {
    "password", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "tokens", "authorization", "cookie",
    "cookies", "credential", "credentials", "jwt", "bearer", "apikey", "card", "cvv", "cvc", "pan", "pin", "otp",
    "totp", "signature",
}  # fmt: skip
_PHRASES = re.compile(
    r"(api|access|private|session|signing|encryption)_?key|recovery_?code|card_?number|set_?cookie"
)
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_HARMLESS = {"token_type", "card_brand", "card_last4", "cards_count"}

_NAMED = (
    r"pass(?:word|wd|phrase)|pwd|secret|client_secret|(?:[a-z]+_)?token|api[-_]?key|cvv|cvc|otp|totp"
    r"|card[-_]?number|recovery[-_]?code|code_verifier|sessionid|__Host-[a-z]+"
)
_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
        (r"\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*){1,3}", 0),
        (r"(?<=bearer )\s*[^\s,;\"']+", re.IGNORECASE),
        (r"(?<=basic )\s*[a-z0-9+/=]{6,}", re.IGNORECASE),
        (r"\botpauth://\S+", re.IGNORECASE),
        (r"\b(?:whsec|sk|rk|pk_test|sk_live|sk_test|rk_live)_[\w+/=]{6,}", 0),
        (r"\b(?:ghp|gho|ghs|github_pat|xox[abprs]|glpat)[_-][\w-]{8,}", 0),
        (r"\briz_o[ar]t_[\w-]{6,}", 0),
        (r"\bAKIA[0-9A-Z]{16}\b", 0),
        (r"\$argon2(?:id|i|d)\$\S+", 0),
        (r"(?<=://)[^\s/:@]*:[^\s/@]+(?=@)", 0),
        (rf"(?<![\w-])(?P<named>[\"']?(?:{_NAMED})[\"']?\s*[=:]\s*)(?:\"[^\"]*\"|'[^']*'|[^\s&,;\"'}})]+)", re.IGNORECASE),
    )
)  # fmt: skip
_DIGITS = re.compile(r"(?<![\d.])(?:\d[ -]?){12,18}\d(?![\d.])")


def scrub(value: Any, *, depth: int = 0) -> Any:
    """Return the value with every secret in it masked."""
    if isinstance(value, str):
        return scrub_text(value)
    if isinstance(value, bytes):
        return scrub_text(value.decode("utf-8", "replace"))
    if depth >= MAX_DEPTH:
        return "[deep]"
    if isinstance(value, Mapping):
        return {
            str(name): MASK
            if inner and is_secret_name(str(name))
            else scrub(inner, depth=depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [scrub(inner, depth=depth + 1) for inner in value]
    return value


def is_secret_name(name: str) -> bool:
    """Tell whether what goes under this name is a secret."""
    if name.lower() in _HARMLESS:
        return False
    words = {word.lower() for word in _SPLIT.split(name) if word}
    return bool(words & _WORDS) or bool(_PHRASES.search(name.lower().replace("-", "_")))


def scrub_text(text: str) -> str:
    """Mask what looks like a secret in a text."""
    for pattern in _PATTERNS:
        text = pattern.sub(_masked, text)
    return _DIGITS.sub(lambda match: MASK if _is_card_number(match[0]) else match[0], text)


def _masked(match: re.Match[str]) -> str:
    named = match.groupdict().get("named")
    return f"{named}{MASK}" if named else MASK


def _is_card_number(text: str) -> bool:
    """Check Luhn's sum, which nine of ten other numbers fail."""
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
