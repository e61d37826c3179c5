"""Names are terms of the glossary or of the field's standards: some that once were ours alone are refused."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What brings the database of before in, and goes after the cut-over.
IMPORTER = re.compile(r"/importing\b")
DEFINED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DOCUMENTED = DEFINED | ast.Module
# What an engineer from elsewhere would search for instead.
INSTEAD = {
    "standing": "state, of a session or a credential; effective, pending, of rows",
    "standings": "session_states, credential_states",
    "brake": "throttle",
    "brakes": "login_throttle, key_throttle",
    "told": "described, reported, formatted",
    "tell": "publish, report, show, notify",
    "telling": "refusal_aware, progress",
    "hear": "apply_gateway_status, handle",
    "office": "organisation role",
    "offices": "organisation_roles",
    "arrival": "ExternalIdentity, of a sign-in",
    "note": "record, report, add",
    "noted": "recorded, reported",
    "take": "apply, acquire, merge, show, copy",
    "takes": "is_payable, asks",
    "thing": "Target, of a rule; item",
    "teller": "Describer",
    "say": "message, print, report",
    "says": "name_of, describes",
    "said": "state, claim, message",
}
# A room may not be sold to those who arrive on a day: the term of the field (OTA, closed to arrival).
TERMS = {"ClosedToArrival", "closed_to_arrival", "_with_arrival"}


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


def refused(path: str, tree: ast.Module) -> list[str]:
    names = [(node.name, node.lineno) for node in ast.walk(tree) if isinstance(node, DEFINED)]
    return [
        f"{path}:{line} {name}: say {INSTEAD[word]}"
        for name, line in [(Path(path).stem, 0), *names]
        for word in words_of(name) & INSTEAD.keys()
        if name not in TERMS
    ]


@cache
def product() -> list[tuple[Path, ast.Module]]:
    """Return every module that somebody wrote, parsed once."""
    return [
        (path, ast.parse(path.read_text()))
        for top in ("riz", "contexts", "config")
        for path in (ROOT / top).rglob("*.py")
        if "migrations" not in path.parts and not IMPORTER.search(str(path))
    ]


def test_names_are_those_of_the_field():
    found = [
        fault for path, tree in product() for fault in refused(str(path.relative_to(ROOT)), tree)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("contexts/identity/domain/standings.py", ""),
        ("contexts/payments/models.py", "class Intent:\n    def hear(self): ..."),
        ("riz/x.py", "class SignInBrake: ..."),
    ],
)
def test_a_word_of_the_list_is_refused(path, text):
    assert len(refused(path, ast.parse(text))) == 1


# A docstring's first sentence names its subject, in its first word or, where it is short, at all.
NO_SUBJECT = {"it", "its", "one", "them", "who", "whoever", "whom", "what", "whatever", "told"}
PRONOUNS = NO_SUBJECT | {"again", "anew", "off", "these", "this", "those", "when"}


def names_no_subject(docstring: str) -> bool:
    words = re.findall(r"[\w'-]+", re.split(r"[.:;!?]\s|\n\n", docstring.lower())[0])
    return words[0] in NO_SUBJECT or (len(words) < 3 and not PRONOUNS.isdisjoint(words))


def test_docstrings_name_their_subject():
    found = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {docstring.splitlines()[0]}"
        for path, tree in product()
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED) and (docstring := ast.get_docstring(node))
        if names_no_subject(docstring)
    ]

    assert found == []


@pytest.mark.parametrize(
    "docstring", ["Show it.", "What a stay costs.", "Calling off.", "Remember when; tell whether."]
)
def test_a_docstring_without_a_subject_is_refused(docstring):
    assert names_no_subject(docstring)
    assert not names_no_subject("Return the price of a stay; it has tax in it.")


# A requirement is a marker: `@pytest.mark.requirement("ASVS 5.0 6.3.1")`.
NUMBERED = re.compile(
    r"""(?:def test\w*|class Test\w*|id=["'][^"']*)(?:asvs|owasp|rfc|wcag|nist)_?\d""",
    re.IGNORECASE,
)


def test_no_test_bears_the_number_of_a_requirement_in_its_name():
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in NUMBERED.findall(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "kind", ["def test_once_{}_6_3_1(): ...", "class Test{}6_3_1: ...", 'param(1, id="{}_6")']
)
def test_a_number_in_a_name_is_refused(kind):
    assert NUMBERED.search(kind.format("asvs"))
    assert not NUMBERED.search(kind.format("sha_"))
