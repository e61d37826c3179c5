"""Every requirement of ASVS level 1 is held by tests with its number, by a document, or has a reason."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
REGISTER = yaml.safe_load((ROOT / "docs" / "asvs.yaml").read_text())
LEVEL_1 = {str(number) for row in REGISTER["level_1"] for number in row}
EXPLAINED = {
    str(number)
    for kind in ("documented", "not_applicable", "deployment")
    for number in REGISTER[kind]
}
NAMED = re.compile(r"(?:def test_|class Test)\w*?_?asvs_(\w+)", re.IGNORECASE)
NUMBER = re.compile(r"(\d+)_(\d+)_(\d+)(?!\d)")


def numbers_in(source: str) -> set[str]:
    return {".".join(number) for words in NAMED.findall(source) for number in NUMBER.findall(words)}


def numbers_tested(under: str = "") -> set[str]:
    return set().union(
        *(numbers_in(path.read_text()) for path in (ROOT / "tests" / under).rglob("test_*.py"))
    )


def test_names_are_read_as_they_are_written():
    source = "def test_a_code_is_good_once_asvs_6_5_1_and_6_3_8(x):\n    asvs_1_1_1 = 1\n"

    assert numbers_in(source) == {"6.5.1", "6.3.8"}


def test_every_requirement_is_held_or_explained():
    assert LEVEL_1 - numbers_tested() - EXPLAINED == set()


def test_nothing_is_explained_that_is_tested_and_nothing_unknown_is():
    assert EXPLAINED & numbers_tested() == set()
    assert EXPLAINED <= LEVEL_1


def test_identity_holds_sixty_requirements():
    assert len(numbers_tested("contexts/identity")) >= 60
