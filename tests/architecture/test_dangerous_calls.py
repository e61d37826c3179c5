"""Constructions that no input can turn against us, because they are not there."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("riz", "contexts", "config")


@cache
def calls_and_imports_in(path: Path) -> tuple[str, ...]:
    """Return what `calls_and_imports` finds in a file."""
    return tuple(calls_and_imports(nodes_of(path)))


def calls_and_imports(nodes: Iterable[ast.AST]):
    """Yield every dotted name that is called or imported, and every call that hands its words to a shell."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            for word in node.keywords:
                if word.arg == "shell" and not (
                    isinstance(word.value, ast.Constant) and word.value.value is False
                ):
                    yield "shell=True"


def found(*wanted: str, source: str | None = None) -> list[str]:
    def is_wanted(name: str) -> bool:
        return any(name == one or name.startswith(f"{one}.") for one in wanted)

    if source is not None:
        return [name for name in calls_and_imports(ast.walk(ast.parse(source))) if is_wanted(name)]
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in calls_and_imports_in(path)
        if is_wanted(name)
    ]


SHELL = ("shell=True", "os.system", "os.popen", "commands.getoutput", "subprocess.getoutput")
DYNAMIC = ("eval", "exec", "compile", "pickle", "marshal", "shelve", "yaml.load", "dill")
XML = ("xml", "lxml", "defusedxml")
WEAK_HASHES = ("hashlib.md5", "hashlib.sha1", "hashlib.new", "Crypto.Hash.MD5")
WEAK_CIPHERS = (
    "cryptography.hazmat.primitives.ciphers",
    "cryptography.hazmat.decrepit",
    "cryptography.hazmat.primitives.asymmetric.padding.PKCS1v15",
    "Crypto.Cipher",
)


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess\nsubprocess.run(words, shell=True)",
        "import os\nos.system(words)",
        "eval(words)",
        "import pickle",
        "from xml.etree import ElementTree",
        "import hashlib\nhashlib.md5(b'')",
        "from cryptography.hazmat.primitives.ciphers import modes",
    ],
)
def test_the_search_finds_what_it_looks_for(source):
    assert found(*SHELL, *DYNAMIC, *XML, *WEAK_HASHES, *WEAK_CIPHERS, source=source)


@pytest.mark.requirement("ASVS 5.0 1.2.5")
def test_no_words_reach_a_shell():
    assert found(*SHELL) == []


@pytest.mark.requirement("ASVS 5.0 1.3.2", "ASVS 5.0 1.5.2")
def test_no_text_becomes_code():
    assert found(*DYNAMIC) == []


@pytest.mark.requirement("ASVS 5.0 1.5.1")
def test_nothing_parses_xml():
    assert found(*XML) == []


@pytest.mark.requirement("ASVS 5.0 11.4.1")
def test_no_broken_hash_is_used():
    assert found(*WEAK_HASHES) == []


@pytest.mark.requirement("ASVS 5.0 11.3.1", "ASVS 5.0 11.3.2")
def test_ciphers_come_from_recipes_never_from_modes():
    """Fernet, JWS and TLS choose mode and padding; nobody here does."""
    assert found(*WEAK_CIPHERS) == []
